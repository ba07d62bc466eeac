import { type Identity, identitySchema } from '@sahara/protocol/api'
import type { SaharaClient } from '../createSaharaClient.ts'
import { requestNode } from '../internal/requestNode.ts'

export type GetIdReturnType = Identity

/**
 * A Sahara ID with profile, accounts, recipients and guardians, from the node.
 *
 * @param parameters.id number, handle, or address of an owner or linked account
 *
 * @throws {SaharaError} `CONFIG_INVALID`, `NODE_UNREACHABLE`, `ID_NOT_FOUND`
 */
export async function getId(
  client: SaharaClient,
  parameters: { id: string | number },
): Promise<GetIdReturnType> {
  return requestNode(
    client,
    `/ids/${encodeURIComponent(parameters.id)}`,
    identitySchema,
  )
}
