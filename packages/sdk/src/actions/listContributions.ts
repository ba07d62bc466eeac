import type { AssetId } from '@sahara/protocol'
import {
  type ContributionPage,
  contributionPageSchema,
} from '@sahara/protocol/api'
import type { SaharaClient } from '../createSaharaClient.ts'
import { requestNode } from '../internal/requestNode.ts'
import { toQuery } from '../internal/toQuery.ts'

export type ListContributionsParameters = {
  /** Of whom, as in `getId`; or to which asset. */
  of: { id: string | number } | { assetId: AssetId }
  /** From the page before. */
  cursor?: string | undefined
  limit?: number | undefined
}

/**
 * A page of contributions, newest first, from the node: attested ones, and
 * accepted ones, which have `acceptedAt`.
 *
 * @throws {SaharaError} `CONFIG_INVALID`, `NODE_UNREACHABLE`, `ID_NOT_FOUND`
 */
export async function listContributions(
  client: SaharaClient,
  parameters: ListContributionsParameters,
): Promise<ContributionPage> {
  const { of, ...page } = parameters
  const path =
    'id' in of
      ? `/ids/${encodeURIComponent(of.id)}`
      : `/assets/${encodeURIComponent(of.assetId)}`
  return requestNode(
    client,
    `${path}/contributions${toQuery(page)}`,
    contributionPageSchema,
  )
}
