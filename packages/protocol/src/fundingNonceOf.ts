import { encodeAbiParameters, type Hex, keccak256 } from 'viem'
import type { Agreement } from './bondAgreementOf.ts'

/**
 * The nonce of an EIP-3009 transfer that funds Escrow. It binds the money to
 * the agreement: keccak256(abi.encode(agreement, amount, salt)).
 *
 * @param parameters.salt tells this funding from an equal one before
 */
export function fundingNonceOf(parameters: {
  agreement: Agreement
  amountWei: bigint
  salt: Hex
}): Hex {
  const { agreement, amountWei, salt } = parameters
  const { holder, purpose, account, terms, until } = agreement
  return keccak256(
    encodeAbiParameters(
      [
        { type: 'address' },
        { type: 'bytes32' },
        { type: 'address' },
        { type: 'uint8' },
        { type: 'uint40' },
        { type: 'uint256' },
        { type: 'bytes32' },
      ],
      [holder, purpose, account, terms, until, amountWei, salt],
    ),
  )
}
