import { setTimeout as delay } from 'node:timers/promises'

const pollMs = 100

/**
 * Asks until there is an answer; whoever does not answer has none yet. The
 * bound is what a row promises, and the message says what did not happen.
 */
export async function until<T>(parameters: {
  what: string
  withinMs: number
  signal: AbortSignal
  ask: () => Promise<T | undefined> | T | undefined
}): Promise<T> {
  const { what, withinMs, signal, ask } = parameters
  const deadline = performance.now() + withinMs
  let last: unknown
  for (;;) {
    signal.throwIfAborted()
    try {
      const answer = await ask()
      if (answer !== undefined) return answer
      last = undefined
    } catch (error) {
      if (error instanceof BrokenPromise) throw error
      last = error
    }
    if (performance.now() > deadline)
      throw new BrokenPromise(
        `${what}: not within ${Math.round(withinMs / 1_000)} s${last instanceof Error ? ` (${last.message})` : ''}`,
      )
    await delay(pollMs, undefined, { signal })
  }
}

/** Something that must hold does not. */
export class BrokenPromise extends Error {
  override name = 'BrokenPromise'
}

/** Fails the row when something that must hold does not. */
export function hold(isTrue: boolean, otherwise: string): asserts isTrue {
  if (!isTrue) throw new BrokenPromise(otherwise)
}
