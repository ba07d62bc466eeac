import type { Common } from '@sahara/common'
import { addresses } from '@sahara/protocol'
import { keepersAbi } from '@sahara/protocol/abis'
import { type Address, createPublicClient, http } from 'viem'
import { waitFor } from './waitFor.ts'

/** Waits until the chain lists all these keepers. */
export async function waitForKeepers(parameters: {
  common: Common
  rpcUrl: string
  keepers: readonly Address[]
}): Promise<void> {
  const { common, rpcUrl, keepers } = parameters
  const reader = createPublicClient({ transport: http(rpcUrl), cacheTime: 0 })
  await waitFor(common, 'the keepers to be registered', async () => {
    const registered = await reader.readContract({
      address: addresses.keepers,
      abi: keepersAbi,
      functionName: 'keepers',
    })
    return keepers.every((keeper) => registered.includes(keeper))
  })
}
