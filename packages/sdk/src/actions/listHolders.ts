import type { AssetId } from '@sahara/protocol'
import { type HolderList, holdersSchema } from '@sahara/protocol/api'
import type { SaharaClient } from '../createSaharaClient.ts'
import { requestNode } from '../internal/requestNode.ts'
import { toQuery } from '../internal/toQuery.ts'

export type ListHoldersParameters = {
  assetId: AssetId
  /** From the page before. */
  cursor?: string | undefined
  limit?: number | undefined
}

/**
 * A page of who holds licences of an asset, by address, from the node: single
 * accounts, and Sahara IDs whose accounts share them.
 *
 * @throws {SaharaError} `CONFIG_INVALID`, `NODE_UNREACHABLE`, `INPUT_INVALID`
 */
export async function listHolders(
  client: SaharaClient,
  parameters: ListHoldersParameters,
): Promise<HolderList> {
  const { assetId, ...page } = parameters
  return requestNode(
    client,
    `/assets/${assetId}/holders${toQuery(page)}`,
    holdersSchema,
  )
}
