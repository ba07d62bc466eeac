import { encodeAbiParameters, type Hex, keccak256 } from 'viem'

/**
 * The nonce of an EIP-3009 transfer that pays a fill. It binds the money to
 * the order: keccak256(abi.encode(orderHash, amount, salt)).
 *
 * @param parameters.amount shares of this fill, 1 for ownership
 * @param parameters.salt tells equal fills of one order apart
 */
export function fillNonceOf(parameters: {
  orderHash: Hex
  amount: number
  salt: Hex
}): Hex {
  const { orderHash, amount, salt } = parameters
  return keccak256(
    encodeAbiParameters(
      [{ type: 'bytes32' }, { type: 'uint16' }, { type: 'bytes32' }],
      [orderHash, amount, salt],
    ),
  )
}
