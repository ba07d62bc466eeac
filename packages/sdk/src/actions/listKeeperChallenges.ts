import { type ChallengePage, challengesSchema } from '@sahara/protocol/api'
import type { SaharaClient } from '../createSaharaClient.ts'
import { requestNode } from '../internal/requestNode.ts'

export type ListKeeperChallengesParameters = {
  keeper: string
  /** From the page before. */
  cursor?: string | undefined
  limit?: number | undefined
}

/**
 * A page of what a keeper was challenged for and what became of it, newest
 * first, from the node.
 *
 * @throws {SaharaError} `CONFIG_INVALID`, `NODE_UNREACHABLE`, `INPUT_INVALID`
 */
export async function listKeeperChallenges(
  client: SaharaClient,
  { keeper, cursor, limit }: ListKeeperChallengesParameters,
): Promise<ChallengePage> {
  const search = new URLSearchParams()
  if (cursor) search.set('cursor', cursor)
  if (limit !== undefined) search.set('limit', String(limit))
  return requestNode(
    client,
    `/keepers/${encodeURIComponent(keeper)}/challenges?${search}`,
    challengesSchema,
  )
}
