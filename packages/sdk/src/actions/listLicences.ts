import { type LicenceList, licencesSchema } from '@sahara/protocol/api'
import type { Address } from 'viem'
import type { SaharaClient } from '../createSaharaClient.ts'
import { requestNode } from '../internal/requestNode.ts'
import { toQuery } from '../internal/toQuery.ts'

export type ListLicencesParameters = {
  /** Of whom; `getIdAccount` gives that of a whole Sahara ID. */
  account: Address
  /** From the page before. */
  cursor?: string | undefined
  limit?: number | undefined
}

/**
 * A page of what an account holds, by asset, from the node: what it was sold
 * and granted, and what it shares because it belongs to a Sahara ID.
 *
 * @throws {SaharaError} `CONFIG_INVALID`, `NODE_UNREACHABLE`, `INPUT_INVALID`
 */
export async function listLicences(
  client: SaharaClient,
  parameters: ListLicencesParameters,
): Promise<LicenceList> {
  const { account, ...page } = parameters
  return requestNode(
    client,
    `/accounts/${account}/licences${toQuery(page)}`,
    licencesSchema,
  )
}
