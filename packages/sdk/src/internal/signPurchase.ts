import { addresses } from '@sahara/protocol'
import {
  type Address,
  encodeAbiParameters,
  type Hex,
  keccak256,
  type LocalAccount,
} from 'viem'
import type { SaharaClient } from '../createSaharaClient.ts'
import { type Authorization, signAuthorization } from './signAuthorization.ts'

/**
 * Signs the payment of exactly this purchase: its nonce is the hash of what is
 * bought, for whom and for how much at most, so it fits no other.
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
): Promise<Authorization> {
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
  return signAuthorization(client, {
    account,
    to: addresses.revenue,
    valueWei: parameters.priceWei,
    nonce,
  })
}
