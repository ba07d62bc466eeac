import {
  type AssetId,
  checkLocations,
  SaharaError,
  toLocationListMessage,
} from '@sahara/protocol'
import {
  type Location,
  type LocationList,
  locationListSchema,
} from '@sahara/protocol/api'
import type { LocalAccount } from 'viem'
import type { SaharaClient } from '../createSaharaClient.ts'
import { requestNode } from '../internal/requestNode.ts'
import { requireAccount } from '../internal/requireAccount.ts'
import { rethrowChainError } from '../internal/toChainError.ts'

export type SetLocationsParameters = {
  /** Owns the asset. @default the client's account */
  account?: LocalAccount | undefined
  assetId: AssetId
  version: number
  /** All of them; none takes the list back. */
  locations: readonly Location[]
  /** Above that of the list it replaces. @default the time in milliseconds */
  sequence?: number | undefined
}

const unsignedSchema = locationListSchema.omit({ signature: true })

/**
 * Signs where the blobs of a version lie, and gives the list to the client's
 * node, from which its peers take it.
 *
 * @throws {SaharaError} `ACCOUNT_MISSING`, `CONFIG_INVALID`, `INPUT_INVALID`,
 * `ASSET_NOT_FOUND`, `LOCATIONS_INVALID`, `LOCATIONS_OUTDATED`,
 * `NODE_UNREACHABLE`
 */
export async function setLocations(
  client: SaharaClient,
  parameters: SetLocationsParameters,
): Promise<LocationList> {
  const account = requireAccount(client, parameters.account)
  const { assetId, version, locations } = parameters
  const { sequence = client.clock.now() } = parameters
  const list = { assetId, version, sequence, locations: [...locations] }
  const form = unsignedSchema.safeParse(list)
  if (!form.success)
    throw new SaharaError('The locations have the wrong form.', {
      code: 'INPUT_INVALID',
      hint: 'At most 8 plain http or https addresses, without query.',
      cause: form.error,
    })
  const chainId = await client.chain.getChainId().catch(rethrowChainError)
  checkLocations(chainId, locations)
  const signature = await account.signTypedData(
    toLocationListMessage(chainId, list),
  )
  return requestNode(client, '/locations', locationListSchema, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...list, signature }),
  })
}
