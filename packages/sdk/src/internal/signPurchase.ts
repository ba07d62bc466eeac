import {
  addresses,
  receiveWithAuthorizationTypes,
  tokenDomain,
} from '@sahara/protocol'
import {
  type Address,
  encodeAbiParameters,
  type Hex,
  keccak256,
  type LocalAccount,
} from 'viem'
import type { SaharaClient } from '../createSaharaClient.ts'

/** Seconds a signed payment can be used. */
const lifetime = 3600n

/**
 * Signs the payment of exactly this purchase (EIP-3009): its nonce is the hash
 * of what is bought, for whom and for how much at most, so it fits no other.
 */
export async function signPurchase(
  client: SaharaClient,
  parameters: {
    account: LocalAccount
    purchaseId: Hex
    offerId: Hex
    beneficiary: Address
    maxPriceWei: bigint
    priceWei: bigint
  },
): Promise<{ validAfter: bigint; validBefore: bigint; signature: Hex }> {
  const { account, purchaseId, offerId, beneficiary } = parameters
  const nonce = keccak256(
    encodeAbiParameters(
      [
        { type: 'bytes32' },
        { type: 'bytes32' },
        { type: 'address' },
        { type: 'uint128' },
      ],
      [purchaseId, offerId, beneficiary, parameters.maxPriceWei],
    ),
  )
  const [chainId, latest] = await Promise.all([
    client.chain.getChainId(),
    client.chain.getBlock(),
  ])
  const validAfter = 0n
  const validBefore = latest.timestamp + lifetime
  const signature = await account.signTypedData({
    domain: tokenDomain(chainId),
    types: receiveWithAuthorizationTypes,
    primaryType: 'ReceiveWithAuthorization',
    message: {
      from: account.address,
      to: addresses.revenue,
      value: parameters.priceWei,
      validAfter,
      validBefore,
      nonce,
    },
  })
  return { validAfter, validBefore, signature }
}
