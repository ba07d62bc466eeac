/**
 * What a node has of its chain, and could have from any other node: the blocks
 * and states of CometBFT and of geth. No keys, and not what the validator
 * voted on. Paths in its folder.
 */
export const nodeData = {
  geth: ['geth/geth/chaindata'],
  cometbft: [
    'cometbft/data/blockstore.db',
    'cometbft/data/state.db',
    'cometbft/data/evidence.db',
  ],
} as const

/** What CometBFT was doing when it stopped; its votes refer to its blocks. */
export const writeAheadLog = 'cometbft/data/cs.wal'
