import type { SaharaBlock } from '@sahara/protocol'
import type { CollectKeySharesParameters } from '@sahara/vault'
import type { LocalAccount } from 'viem'
import type { SaharaClient } from '../createSaharaClient.ts'
import { readEndpoints } from './readEndpoints.ts'
import { rethrowChainError } from './toChainError.ts'

/** What the keepers of a version are asked with. */
export async function toKeeperRequest(
  client: SaharaClient,
  parameters: {
    account: LocalAccount
    block: SaharaBlock
    commitment: string
    signal?: AbortSignal | undefined
  },
): Promise<CollectKeySharesParameters> {
  return {
    ...parameters,
    keepers: await readEndpoints(client, parameters.block.keyShares),
    chainId: await client.chain.getChainId().catch(rethrowChainError),
    clock: client.clock,
    fetch: client.fetch,
  }
}
