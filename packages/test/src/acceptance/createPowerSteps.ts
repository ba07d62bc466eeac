import { addresses, developerRoles } from '@sahara/protocol'
import { assetRegistryAbi, guardianAbi } from '@sahara/protocol/abis'
import { zeroHash } from 'viem'
import { carryOut } from './carryOut.ts'
import type { Listing, Outcome } from './createMarket.ts'
import type { World } from './createWorld.ts'

/** What the DAO and its guardian do, by the contracts and by the model. */
export type PowerSteps = {
  /** Through the timelock. */
  suspend: (listing: Listing) => Outcome
  resume: (listing: Listing) => Outcome
  /** By the foundation, at once. */
  pause: () => Outcome
  unpause: () => Outcome
}

export function createPowerSteps(world: World): PowerSteps {
  const { replay, model } = world
  const inRegistry = { to: addresses.assetRegistry, abi: assetRegistryAbi }
  const byGuardian = {
    ...{ from: developerRoles.foundation, to: addresses.guardian },
    abi: guardianAbi,
  }
  return {
    suspend: ({ id }) =>
      carryOut(world, {
        ...{ ...inRegistry, functionName: 'suspend' },
        args: [BigInt(id), zeroHash],
        model: () => model.assets.suspend(id),
      }),
    resume: ({ id }) =>
      carryOut(world, {
        ...{ ...inRegistry, functionName: 'resume', args: [BigInt(id)] },
        model: () => model.assets.resume(id),
      }),
    pause: () =>
      replay.step({
        ...{ ...byGuardian, functionName: 'pause', args: [zeroHash] },
        model: (now) => model.pause(now),
      }),
    unpause: () =>
      replay.step({
        ...{ ...byGuardian, functionName: 'unpause', args: [] },
        model: (now) => model.unpause(now),
      }),
  }
}
