import type { Hex } from 'viem'

/** How large the blocks are that this validator offers. */
export type SizeBound = {
  /** How many bytes of transactions to offer at a height, now. */
  at: (height: bigint, nowMs: number) => number
  /** What was offered at a height. */
  offered: (offer: { height: bigint; hash: Hex; bytes: number }) => void
  /** What the network decided there. */
  decided: (block: { height: bigint; hash: Hex; nowMs: number }) => void
}

/** As much as geth fills: 8 MiB, of which it keeps a little for the rest. */
const mostBytes = 8 * 1024 * 1024
/** The largest transaction of a pool and as much again: it is never left out. */
const leastBytes = 256 * 1024
/** How long the others wait for a proposal in a first round, see `timeout_propose`. */
const roundMs = 3_000
/** A block of this part is offered after one that came too late. */
const lessBy = 4
/** What is decided in time lets the next one be larger. */
const moreBy = 1.25

/**
 * Where machines or lines are too slow for the largest blocks, no such block
 * is ever decided, and the next proposer would offer another one. So each
 * offers less the longer a height takes, and less from then on when the
 * network decided something else than what it offered. Only what is offered
 * depends on this, never what is accepted: docs/decisions/0036.
 */
export function createSizeBound(): SizeBound {
  /** What this validator's own blocks showed that the network can bear. */
  let ownBytes = mostBytes
  let lastDecision: { height: bigint; atMs: number } | undefined
  let offer: { height: bigint; hash: Hex; bytes: number } | undefined

  const within = (bytes: number) =>
    Math.floor(Math.min(Math.max(bytes, leastBytes), mostBytes))

  return {
    at: (height, nowMs) => {
      // After a start nobody here knows since when the others wait.
      if (lastDecision?.height !== height - 1n)
        lastDecision = { height: height - 1n, atMs: nowMs }
      const lateRounds = Math.floor((nowMs - lastDecision.atMs) / roundMs)
      return within(ownBytes / lessBy ** Math.max(0, lateRounds))
    },
    offered: (next) => {
      offer = next
    },
    decided: ({ height, hash, nowMs }) => {
      lastDecision = { height, atMs: nowMs }
      if (offer?.height !== height) return
      if (offer.hash === hash) ownBytes = within(ownBytes * moreBy)
      // A small block is never too large.
      else if (offer.bytes > leastBytes) ownBytes = within(offer.bytes / lessBy)
      offer = undefined
    },
  }
}
