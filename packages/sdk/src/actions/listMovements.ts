import { type MovementPage, movementPageSchema } from '@sahara/protocol/api'
import type { Address } from 'viem'
import type { SaharaClient } from '../createSaharaClient.ts'
import { requestNode } from '../internal/requestNode.ts'
import { toQuery } from '../internal/toQuery.ts'

export type ListMovementsParameters = {
  account: Address
  /** From the page before. */
  cursor?: string | undefined
  limit?: number | undefined
}

/**
 * A page of all that moved the SAHARA of an account, newest first, from the
 * node: each movement with its cause, and with what it was made of. Together
 * they add up to what the chain says the account holds.
 *
 * @throws {SaharaError} `CONFIG_INVALID`, `NODE_UNREACHABLE`, `INPUT_INVALID`,
 * `NODE_NOT_READY`
 */
export async function listMovements(
  client: SaharaClient,
  parameters: ListMovementsParameters,
): Promise<MovementPage> {
  const { account, ...page } = parameters
  return requestNode(
    client,
    `/accounts/${account}/movements${toQuery(page)}`,
    movementPageSchema,
  )
}
