import {
  type AssetId,
  addresses,
  bondAgreementOf,
  bondSalt,
  fundingNonceOf,
} from '@sahara/protocol'
import type { LocalAccount } from 'viem'
import type { SaharaClient } from '../createSaharaClient.ts'
import { type Authorization, signAuthorization } from './signAuthorization.ts'

/** Signs the bond of exactly this asset (EIP-3009), payable to Escrow only. */
export async function signBond(
  client: SaharaClient,
  parameters: { account: LocalAccount; assetId: AssetId; bondWei: bigint },
): Promise<Authorization> {
  const { account, assetId, bondWei } = parameters
  return signAuthorization(client, {
    account,
    to: addresses.escrow,
    valueWei: bondWei,
    nonce: fundingNonceOf({
      agreement: bondAgreementOf(assetId, account.address),
      amountWei: bondWei,
      salt: bondSalt,
    }),
  })
}
