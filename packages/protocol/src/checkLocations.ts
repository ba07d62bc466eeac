import { localChainId } from './addresses.ts'
import type { Location } from './api/locations.ts'
import { SaharaError } from './errors.ts'

/**
 * Top-level domains of machines at hand: RFC 6761, RFC 6762, RFC 8375
 * (`home.arpa`), and what ICANN keeps for private use.
 */
const privateDomains = new Set(['localhost', 'local', 'arpa', 'internal'])

/**
 * Refuses addresses that could lead whoever follows them to their own machine
 * or network: anything but `https` at a domain name. On local chains, where all
 * runs on one machine, every address is allowed.
 *
 * Where a name leads is for the reader to check, see specs/location-lists.md.
 *
 * @throws {SaharaError} `LOCATIONS_INVALID`
 */
export function checkLocations(
  chainId: number,
  locations: readonly Location[],
): void {
  if (chainId === localChainId) return
  const refused = locations.find(({ url }) => !isOpen(new URL(url)))
  if (refused)
    throw new SaharaError('A list cannot send others to this address.', {
      code: 'LOCATIONS_INVALID',
      hint: 'List https addresses with a domain name.',
      details: { url: refused.url },
    })
}

function isOpen({ protocol, hostname }: URL): boolean {
  const labels = hostname.replace(/\.$/, '').split('.')
  const top = labels.at(-1) ?? ''
  // Every form of an IPv4 address ends in digits, of IPv6 in a bracket.
  return (
    protocol === 'https:' &&
    labels.length > 1 &&
    /^[a-z][a-z0-9-]*$/.test(top) &&
    !privateDomains.has(top)
  )
}
