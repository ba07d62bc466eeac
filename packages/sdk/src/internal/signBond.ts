import { type AssetId, addresses } from '@sahara/protocol'
import { encodeAbiParameters, keccak256, type LocalAccount } from 'viem'
import type { SaharaClient } from '../createSaharaClient.ts'
import { type Authorization, signAuthorization } from './signAuthorization.ts'

/** Signs the bond of exactly this asset (EIP-3009), payable to Escrow only. */
export async function signBond(
  client: SaharaClient,
  parameters: { account: LocalAccount; assetId: AssetId; bondWei: bigint },
): Promise<Authorization> {
  const { account, assetId, bondWei } = parameters
  const nonce = keccak256(
    encodeAbiParameters(
      [{ type: 'address' }, { type: 'bytes32' }, { type: 'uint256' }],
      [addresses.assetRegistry, assetId, bondWei],
    ),
  )
  return signAuthorization(client, {
    account,
    to: addresses.escrow,
    valueWei: bondWei,
    nonce,
  })
}
