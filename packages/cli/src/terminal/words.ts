import type { Right, Unit } from '@sahara/protocol'
import { formatEther } from 'viem'

/** An amount to the last wei. */
export function toAmount(wei: bigint | string): string {
  const amount = formatEther(BigInt(wei))
  return `${amount} SAHARA`
}

/** A price; nobody pays 0 SAHARA, it is free. */
export function toPrice(wei: bigint | string): string {
  return BigInt(wei) === 0n ? 'free' : toAmount(wei)
}

/** An amount for a column: six decimals, with … where more were cut off. */
export function toShortAmount(wei: bigint | string): string {
  const [whole = '0', decimals = ''] = formatEther(BigInt(wei)).split('.')
  if (decimals === '') return whole
  return decimals.length <= 6
    ? `${whole}.${decimals}`
    : `${whole}.${decimals.slice(0, 6)}…`
}

/** A rate in basis points as a percentage. */
export function toPercent(basisPoints: number): string {
  return `${basisPoints / 100} %`
}

/** How long a licence lasts. */
export function toDuration(hours: number): string {
  return hours === 0 ? 'for ever' : `for ${toSpan(hours * 3_600)}`
}

/** A time, in the largest unit that leaves nothing over. */
export function toSpan(seconds: number): string {
  const units = [
    ['day', 86_400],
    ['hour', 3_600],
    ['minute', 60],
  ] as const
  const [word, length] = units.find(
    ([, one]) => seconds > 0 && seconds % one === 0,
  ) ?? ['second', 1]
  return toCount(seconds / length, word)
}

/** A number of the protocol in its unit. */
export function toUnit(value: bigint, unit: Unit): string {
  if (unit === 'wei') return toAmount(value)
  const number = Number(value)
  return unit === 'seconds' ? toSpan(number) : toPercent(number)
}

/** A day, in UTC. */
export function toDay(unixSeconds: number): string {
  return new Date(unixSeconds * 1_000).toISOString().slice(0, 10)
}

/** A minute, in UTC. */
export function toTime(unixSeconds: number): string {
  const text = new Date(unixSeconds * 1_000).toISOString()
  return `${text.slice(0, 10)} ${text.slice(11, 16)} UTC`
}

/** The first digits of an id, which commands take as the id. */
export function toShortId(id: string): string {
  return id.slice(0, 12)
}

/** The last digits of a purchase's id: its series begins alike. */
export function toShortPurchase(id: string): string {
  return id.slice(-8)
}

/** The two ends of an address, which are enough to tell a few apart. */
export function toShortAddress(address: string): string {
  return `${address.slice(0, 6)}…${address.slice(-4)}`
}

/** How many, with the word in the right number. */
export function toCount(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`
}

/** A size in the unit that fits it; kilobytes are 1,000 bytes. */
export function toSize(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB']
  let value = bytes
  let unit = 0
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1_000
    unit += 1
  }
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`
}

/** Rights as people read them. */
export function toRights(rights: readonly Right[]): string {
  return rights.join(', ')
}
