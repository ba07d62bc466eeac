/** How long geth takes to build a block, learned from those it built. */
export type BuildPace = {
  /** Time to leave for a block of what waits, in milliseconds. */
  expectMs: (waiting: number) => number
  learn: (built: { transactions: number; ms: number }) => void
}

/** What an empty block takes. */
const baseMs = 30
const firstMsPerTransaction = 0.1
/** What a newer block counts in the average. */
const weight = 0.3
/** Smaller blocks say more of what else the machine does. */
const leastTransactions = 50
/** Blocks come each second: to begin earlier would be a block before. */
const longestMs = 900

/**
 * A block is begun as late as it can be finished in time: what comes later
 * waits for the next one. What is left too little for makes the block late,
 * never empty.
 */
export function createBuildPace(): BuildPace {
  let msPerTransaction = firstMsPerTransaction
  return {
    expectMs: (waiting) =>
      Math.min(baseMs + waiting * msPerTransaction, longestMs),
    learn: ({ transactions, ms }) => {
      if (transactions < leastTransactions) return
      msPerTransaction += weight * (ms / transactions - msPerTransaction)
    },
  }
}
