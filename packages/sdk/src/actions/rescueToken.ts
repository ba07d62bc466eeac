import { type AssetId, addresses, SaharaError } from '@sahara/protocol'
import { royaltySplittersAbi } from '@sahara/protocol/abis'
import { type Address, isAddressEqual } from 'viem'
import type { SaharaClient } from '../createSaharaClient.ts'
import {
  type SenderParameters,
  type SentReturnType,
  send,
} from '../internal/write.ts'

export type RescueTokenParameters = SenderParameters & {
  assetId: AssetId
  /** An ERC-20 that is not SAHARA: of that there is `releaseRoyalties`. */
  token: Address
}

/**
 * Sends what lies in another token at the address of an asset's royalties to
 * the asset's owner: markets elsewhere pay royalties in what they trade in.
 * Anyone may.
 *
 * @throws {SaharaError} `ACCOUNT_MISSING`, `GAS_BALANCE_TOO_LOW`,
 * `INPUT_INVALID` for SAHARA, `CHAIN_UNREACHABLE`, `TRANSACTION_REVERTED`,
 * `TRANSACTION_NOT_FINAL`, `JOURNAL_INVALID`
 */
export async function rescueToken(
  client: SaharaClient,
  { account, assetId, token, signal }: RescueTokenParameters,
): Promise<SentReturnType> {
  if (isAddressEqual(token, addresses.token))
    throw new SaharaError('SAHARA is revenue of the asset, and split.', {
      code: 'INPUT_INVALID',
      hint: '`sahara claim` collects it; name another token here.',
    })
  return send(client, {
    account,
    address: addresses.royaltySplitters,
    abi: royaltySplittersAbi,
    functionName: 'rescue',
    args: [BigInt(assetId), token],
    signal,
  })
}
