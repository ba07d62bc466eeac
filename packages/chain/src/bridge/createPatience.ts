import type { EngineClient } from './engineApi/createEngineClient.ts'

/** How long a validator lets geth judge a proposal. */
export type Patience = {
  /** The client to judge a proposal of a height with. */
  clientFor: (height: bigint) => EngineClient
  /** geth did not answer in time at this height. */
  wasShort: (height: bigint) => void
}

/**
 * A validator gives up on a proposal before the others do. But where every
 * machine is too slow for the blocks that come, nothing would ever be decided:
 * so each time geth was late at a height it gets twice as long there, as
 * CometBFT gives its own rounds more time.
 */
export function createPatience(parameters: {
  connect: (timeoutMs: number) => EngineClient
  firstMs: number
  longestMs: number
}): Patience {
  const { connect, firstMs, longestMs } = parameters
  let current = 0n
  let timeoutMs = firstMs

  function at(height: bigint): void {
    if (height === current) return
    current = height
    timeoutMs = firstMs
  }

  return {
    clientFor: (height) => {
      at(height)
      return connect(timeoutMs)
    },
    wasShort: (height) => {
      at(height)
      timeoutMs = Math.min(2 * timeoutMs, longestMs)
    },
  }
}
