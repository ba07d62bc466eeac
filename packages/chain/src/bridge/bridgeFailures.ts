import { SaharaError } from '@sahara/protocol'

/** How the bridge's process ends, so that the supervisor knows what to do. */
export const exitCodes = {
  /** Start again: what was missed is replayed. */
  restart: 1,
  /** Start again with a fresh geth, once: the next time a person must look. */
  disagreement: 70,
  /** Only a person can mend it. */
  misconfigured: 78,
} as const

/** The exit code that follows from a failure. */
export function exitCodeOf(error: unknown): number {
  if (!SaharaError.isInstance(error)) return exitCodes.restart
  // geth reads the secret when it starts: a fresh one may know it.
  const mayBeGeth =
    error.code === 'CONSENSUS_FAILED' || error.code === 'ENGINE_SECRET_WRONG'
  if (mayBeGeth) return exitCodes.disagreement
  const isLasting =
    error.code === 'CHAIN_MISMATCH' ||
    error.code === 'CONFIG_INVALID' ||
    error.code === 'NODE_FOLDER_DAMAGED' ||
    error.code === 'ENGINE_STALE'
  return isLasting ? exitCodes.misconfigured : exitCodes.restart
}

/** geth is not where CometBFT believes it: a restart replays the difference. */
export function engineBehind(details: {
  height: bigint
  latest: bigint
}): SaharaError {
  return new SaharaError(
    `geth has block ${details.latest}, and ${details.height} is to be built on its predecessor.`,
    {
      code: 'ENGINE_BEHIND',
      hint: 'Bridge and CometBFT restart and replay what is missing.',
      retryable: true,
      details,
    },
  )
}

/** The network decided what this node's geth does not accept. */
export function consensusFailed(height: bigint, reason: string): SaharaError {
  return new SaharaError(
    `CONSENSUS FAILURE at height ${height}: the network decided a block that this node refuses: ${reason}.`,
    {
      code: 'CONSENSUS_FAILED',
      hint: 'Do not delete anything. Compare the versions of the engines with those of other validators, then wipe geth of this node alone (`docs/chain.md`).',
      details: { height, reason },
    },
  )
}
