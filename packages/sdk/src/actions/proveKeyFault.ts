import {
  type AssetId,
  addresses,
  metadataCidOf,
  parseMetadata,
  SaharaError,
} from '@sahara/protocol'
import { keyFaultsAbi } from '@sahara/protocol/abis'
import {
  collectKeyShares,
  createMemoryBlobStore,
  findKeyFault,
} from '@sahara/vault'
import type { LocalAccount } from 'viem'
import type { SaharaClient } from '../createSaharaClient.ts'
import { createAssetStore } from '../internal/createAssetStore.ts'
import { readVersion } from '../internal/readVersion.ts'
import { requireAccount } from '../internal/requireAccount.ts'
import { toKeeperRequest } from '../internal/toKeeperRequest.ts'
import { type SentReturnType, send } from '../internal/write.ts'

export type ProveKeyFaultParameters = {
  /** May open the asset, and pays the gas. @default the client's account */
  account?: LocalAccount | undefined
  assetId: AssetId
  version: number
  signal?: AbortSignal | undefined
}

/**
 * Asks the keepers for the key shares of a version and, if they do not give the
 * committed key, shows them to everyone on chain. All payments that are held for
 * the version can then go back.
 *
 * @throws {SaharaError} `ACCOUNT_MISSING`, `GAS_BALANCE_TOO_LOW`,
 * `TRANSACTION_REVERTED`, `KEY_NOT_FAULTY` when nothing is wrong with the key,
 * `KEEPER_ACCESS_DENIED`, `KEY_SHARES_TOO_FEW`, `KEEPER_LIED`,
 * `KEEPER_UNREACHABLE`, `METADATA_INVALID`, `BLOB_NOT_FOUND`,
 * `CHAIN_UNREACHABLE`, `TRANSACTION_NOT_FINAL`, `JOURNAL_INVALID`
 */
export async function proveKeyFault(
  client: SaharaClient,
  parameters: ProveKeyFaultParameters,
): Promise<SentReturnType> {
  const account = requireAccount(client, parameters.account)
  const { assetId, version, signal } = parameters
  const { metadata, commitment } = await readVersion(client, parameters)
  const store = createAssetStore(client, {
    store: createMemoryBlobStore(),
    assetId,
    version,
  })
  const { sahara: block } = parseMetadata(
    await store.get(metadataCidOf(metadata)),
    { assetId, version },
  )
  const { shares } = await collectKeyShares(
    await toKeeperRequest(client, { account, block, commitment, signal }),
  )
  const fault = await findKeyFault({ block, shares })
  if (!fault)
    throw new SaharaError('The key shares give the committed key.', {
      code: 'KEY_NOT_FAULTY',
      hint: 'There is nothing wrong with the key: open the asset with `sahara get`.',
      details: { assetId, version },
    })
  return send(client, {
    account,
    address: addresses.keyFaults,
    abi: keyFaultsAbi,
    functionName: 'prove',
    args: [commitment, fault],
    signal,
  })
}
