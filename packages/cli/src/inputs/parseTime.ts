import { SaharaError } from '@sahara/protocol'

/**
 * A moment in Unix seconds, from `2026-12-01` or `2026-12-01T08:30Z`.
 *
 * @throws {SaharaError} `INPUT_INVALID`
 */
export function parseTime(text: string): number {
  const form = /^(\d{4}-\d{2}-\d{2})(?:T(\d{2}:\d{2}(?::\d{2})?)Z)?$/
  const [, day = '', time = '00:00'] = form.exec(text) ?? []
  const milliseconds = Date.parse(`${day}T${time}Z`)
  // A day that no month has is read as one of the next month.
  const isReal =
    !Number.isNaN(milliseconds) &&
    new Date(milliseconds).toISOString().startsWith(day)
  if (day !== '' && isReal) return milliseconds / 1_000
  throw new SaharaError(`${text} is no time.`, {
    code: 'INPUT_INVALID',
    hint: 'Write a day such as 2026-12-01, or 2026-12-01T08:30Z, both in UTC.',
  })
}
