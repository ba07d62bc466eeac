import { addresses } from '@sahara/protocol'
import { assetRegistryAbi } from '@sahara/protocol/abis'
import { findKeyFault } from '@sahara/vault'
import type { Hex } from 'viem'
import { callsOf } from './callsOf.ts'
import type { Listing } from './createMarket.ts'
import { nameOf, type World } from './createWorld.ts'
import { dealShares } from './dealShares.ts'

export type VersionSteps = ReturnType<typeof createVersionSteps>

/** Later versions of assets, by the contract and by the model. */
export function createVersionSteps({ replay, model }: World) {
  const { assets, keepers } = model
  const call = callsOf(replay.step, addresses.assetRegistry, assetRegistryAbi)
  return {
    /** Deals its key, as the number that the owner takes it for. */
    add: async (
      from: number,
      listing: Listing,
      added: {
        number: number
        metadata: Hex
        keepers: readonly number[]
        isKeyBad: boolean
      },
    ) => {
      const { number, metadata, isKeyBad } = added
      const { deal, shares } = await dealShares({
        ...{ publisher: listing.publisher, salt: listing.deal.salt, isKeyBad },
        version: number,
        keepers: added.keepers.map((index) => ({
          ...{ index, epoch: keepers.epochOf(nameOf(index)) || 1 },
        })),
      })
      const { block, commitment } = deal
      const fault = await findKeyFault({ block, shares: deal.shares })
      const args = [BigInt(listing.id), number, metadata, commitment]
      const refusal = await call(from, 'addVersion', args, (now) =>
        assets.addVersion(
          ...([nameOf(from), listing.id] as const),
          { number, metadata, commitment },
          now,
        ),
      )
      return { refusal, shares, key: { commitment, fault } }
    },
  }
}
