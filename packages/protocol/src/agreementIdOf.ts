import { encodeAbiParameters, type Hex, keccak256 } from 'viem'
import type { Agreement } from './bondAgreementOf.ts'

/** How Escrow tells deposits apart: keccak256(abi.encode(agreement)). */
export function agreementIdOf(agreement: Agreement): Hex {
  const { holder, purpose, account, terms, until } = agreement
  return keccak256(
    encodeAbiParameters(
      [
        { type: 'address' },
        { type: 'bytes32' },
        { type: 'address' },
        { type: 'uint8' },
        { type: 'uint40' },
      ],
      [holder, purpose, account, terms, until],
    ),
  )
}
