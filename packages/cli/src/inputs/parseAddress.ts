import { SaharaError } from '@sahara/protocol'
import { type Address, getAddress, isAddress } from 'viem'

/**
 * An address. In mixed case its checksum must hold.
 *
 * @throws {SaharaError} `INPUT_INVALID`
 */
export function parseAddress(text: string): Address {
  if (isAddress(text)) return getAddress(text)
  throw new SaharaError(`${text} is no address.`, {
    code: 'INPUT_INVALID',
    hint: 'It is 0x and 40 hexadecimal digits; check for a typing mistake.',
  })
}
