import { SaharaError } from '@sahara/protocol'
import type { RateLimiter } from './createRateLimiter.ts'

/**
 * Counts one use of who asks.
 *
 * @throws {SaharaError} `KEEPER_BUSY`
 */
export function checkRate(limiter: RateLimiter, key: string): void {
  const retryAfterSeconds = limiter.take(key)
  if (retryAfterSeconds > 0)
    throw new SaharaError('The keeper was asked too often.', {
      code: 'KEEPER_BUSY',
      hint: `Ask again in ${retryAfterSeconds} s.`,
      details: { retryAfterSeconds },
      retryable: true,
    })
}
