import { type ChangePage, changePageSchema } from '@sahara/protocol/api'
import type { SaharaClient } from '../createSaharaClient.ts'
import { requestNode } from '../internal/requestNode.ts'
import { toQuery } from '../internal/toQuery.ts'

export type ListChangesParameters = {
  /**
   * Of one subject alone: the name of a parameter, the id of an asset, or an
   * address. @default all
   */
  subject?: string | undefined
  /** From the page before. */
  cursor?: string | undefined
  limit?: number | undefined
}

/**
 * A page of what votes and the guardian changed, newest first, from the node.
 *
 * @throws {SaharaError} `CONFIG_INVALID`, `NODE_UNREACHABLE`
 */
export async function listChanges(
  client: SaharaClient,
  parameters: ListChangesParameters = {},
): Promise<ChangePage> {
  return requestNode(client, `/changes${toQuery(parameters)}`, changePageSchema)
}
