import { SaharaError } from '@sahara/protocol'

/** What a node had decided is gone, which nothing on this machine can replace. */
export function consensusDataGone(directory: string): SaharaError {
  return new SaharaError(`What CometBFT had in ${directory} is gone.`, {
    code: 'NODE_FOLDER_DAMAGED',
    hint: 'Restore `cometbft/data` from a backup. Never start a validator without its `priv_validator_state.json`: it would vote a second time on what it voted on. A node that does not vote can be made anew.',
    details: { directory },
  })
}
