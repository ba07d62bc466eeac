import { type NodeFile, nodePaths } from './nodeFile.ts'

/** How long geth takes transactions for a block: a slow machine makes smaller ones. */
const recommitMs = 600

/** Transactions a pool holds: some full blocks. By default it is less than one. */
export const poolSlots = 32_768

/**
 * The database after kill -9 of geth: with states by hash, kept for every
 * block, in leveldb, not one block was lost. Its defaults lose the head.
 */
export const storageArguments = [
  '--datadir',
  nodePaths.geth,
  '--state.scheme=hash',
  '--db.engine=leveldb',
] as const

/**
 * Small caches and no second, flat copy of the state: half of the growth of
 * memory and disk, for a tenth of the speed of ERC-20 (docs/benchmarks.md).
 */
const memoryArguments = ['--cache', '64', '--snapshot=false'] as const

/** How geth of a node runs; paths are in the node's folder. */
export function gethArguments(node: NodeFile): string[] {
  const { chainId, gasLimit, host, ports } = node
  return [
    ...storageArguments,
    ...['--config', 'geth.toml', '--nodekey', 'geth.key'],
    ...['--gcmode', 'archive', '--syncmode', 'full'],
    ...['--networkid', String(chainId), ...memoryArguments],
    ...['--nodiscover', '--nat', 'none', '--port', String(ports.gossip)],
    // Relative: the folder's path may be longer than a socket's may.
    ...['--ipcpath', nodePaths.ipc, '--verbosity', '2'],
    ...['--authrpc.addr', '127.0.0.1', '--authrpc.port', String(ports.engine)],
    ...['--authrpc.jwtsecret', nodePaths.secret],
    ...['--http', '--http.addr', host, '--http.port', String(ports.rpc)],
    ...['--http.api', 'eth,net,web3,txpool'],
    ...['--miner.recommit', `${recommitMs}ms`, '--miner.gasprice', '1'],
    ...['--txpool.pricelimit', '1', '--engine.maxreorgdepth', '0'],
    ...['--txpool.globalslots', String(poolSlots)],
    ...['--txpool.globalqueue', String(poolSlots)],
    ...['--miner.gaslimit', String(gasLimit)],
  ]
}

/** `geth.toml`: what has no flag. */
export function gethConfig(node: NodeFile): string {
  const nodes = node.peers.map(
    (peer) => `enode://${peer.enode}@${peer.host}:${peer.gossip}`,
  )
  return `[Node.P2P]\nListenAddr = "${node.host}:${node.ports.gossip}"\nStaticNodes = ${JSON.stringify(nodes)}\n`
}
