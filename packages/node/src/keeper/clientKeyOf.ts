import { isIPv6 } from 'node:net'

/**
 * What counts as one client for a rate: an IPv4 address, or the /64 of an
 * IPv6 address, since whoever has one address of it has them all.
 */
export function clientKeyOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1]
  if (mapped !== undefined) return mapped
  if (!isIPv6(address)) return address
  const [head = '', tail = ''] = address.split('%', 1).join('').split('::')
  const left = head.split(':').filter((group) => group !== '')
  const right = tail.split(':').filter((group) => group !== '')
  // An IPv4 ending stands for two groups.
  const length = (groups: string[]) =>
    groups.length + (groups.at(-1)?.includes('.') ? 1 : 0)
  const zeros = Math.max(0, 8 - length(left) - length(right))
  return [...left, ...Array<string>(zeros).fill('0'), ...right]
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')
}
