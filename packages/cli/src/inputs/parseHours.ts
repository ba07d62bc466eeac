import { SaharaError } from '@sahara/protocol'

const hoursIn = { h: 1, d: 24, w: 168, y: 8_760 } as const

/**
 * A duration in whole hours, from `12h`, `30d`, `2w` or `1y`.
 *
 * @throws {SaharaError} `INPUT_INVALID`
 */
export function parseHours(text: string): number {
  const match = /^([1-9]\d{0,6})([hdwy])$/.exec(text)
  const [, count, unit] = match ?? []
  const hours = Number(count) * (hoursIn[unit as keyof typeof hoursIn] ?? 0)
  // More fits no uint32 of hours with the present before it.
  if (hours > 0 && hours <= 4_000_000_000) return hours
  throw new SaharaError(`${text} is no duration.`, {
    code: 'INPUT_INVALID',
    hint: 'Write it like 12h, 30d, 2w or 1y.',
  })
}
