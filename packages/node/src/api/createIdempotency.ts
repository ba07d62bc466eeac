import { createHash } from 'node:crypto'
import type { Clock } from '@sahara/common'
import { SaharaError } from '@sahara/protocol'
import type { MiddlewareHandler } from 'hono'

type Answer = { status: number; headers: [string, string][]; body: ArrayBuffer }

type Entry = {
  fingerprint: string
  expiresAt: number
  /** Undefined when it failed: then it may be done again. */
  answer: Promise<Answer | undefined>
}

const lifetimeMs = 86_400_000
const maxEntries = 1_000

/**
 * Answers a repeated POST with the same `Idempotency-Key` as it was answered
 * first, for a day, and does it once; also while the first is under way.
 * Failures are not kept. In memory: a restart forgets.
 *
 * @throws {SaharaError} `NODE_IDEMPOTENCY_KEY_REUSED`, `INPUT_INVALID`
 */
export function createIdempotency(parameters: {
  clock: Clock
}): MiddlewareHandler {
  const { clock } = parameters
  const entries = new Map<string, Entry>()

  function forget(): void {
    const now = clock.now()
    for (const [key, { expiresAt }] of entries)
      if (expiresAt <= now || entries.size >= maxEntries) entries.delete(key)
      else break
  }

  return async (c, next) => {
    const key = c.req.header('idempotency-key')
    if (c.req.method !== 'POST' || key === undefined) return next()
    if (!/^[\x21-\x7e]{1,255}$/.test(key))
      throw new SaharaError('The Idempotency-Key has the wrong form.', {
        code: 'INPUT_INVALID',
        hint: 'It is 1 to 255 visible ASCII characters.',
      })
    const fingerprint = createHash('sha256')
      .update(`${c.req.path}\n${c.req.header('authorization') ?? ''}\n`)
      .update(new Uint8Array(await c.req.arrayBuffer()))
      .digest('hex')
    for (;;) {
      const known = entries.get(key)
      if (!known || known.expiresAt <= clock.now()) break
      if (known.fingerprint !== fingerprint)
        throw new SaharaError(
          'The Idempotency-Key was used for another call.',
          {
            code: 'NODE_IDEMPOTENCY_KEY_REUSED',
            hint: 'Make a new key for each call, and keep it for its repetitions.',
          },
        )
      const answer = await known.answer
      if (answer) return new Response(answer.body, answer)
    }
    forget()
    const { promise, resolve } = Promise.withResolvers<Answer | undefined>()
    const expiresAt = clock.now() + lifetimeMs
    entries.set(key, { fingerprint, expiresAt, answer: promise })
    let answer: Answer | undefined
    try {
      await next()
      if (c.res.ok)
        answer = {
          status: c.res.status,
          headers: [...c.res.headers],
          body: await c.res.clone().arrayBuffer(),
        }
    } finally {
      if (!answer && entries.get(key)?.answer === promise) entries.delete(key)
      resolve(answer)
    }
  }
}
