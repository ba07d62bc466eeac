import { addresses, developerRoles } from '@sahara/protocol'
import { assetRegistryAbi, guardianAbi } from '@sahara/protocol/abis'
import { zeroHash } from 'viem'
import { callsOf } from './callsOf.ts'
import { carryOut } from './carryOut.ts'
import type { Listing } from './createMarket.ts'
import type { World } from './createWorld.ts'

export type PowerSteps = ReturnType<typeof createPowerSteps>

const { foundation } = developerRoles

/** What the DAO and its guardian do, by the contracts and by the model. */
export function createPowerSteps(world: World) {
  const { replay, model } = world
  const inRegistry = { to: addresses.assetRegistry, abi: assetRegistryAbi }
  const callGuardian = callsOf(replay.step, addresses.guardian, guardianAbi)
  return {
    /** Through the timelock. */
    suspend: ({ id }: Listing) =>
      carryOut(world, {
        ...{ ...inRegistry, functionName: 'suspend' },
        args: [BigInt(id), zeroHash],
        model: () => model.assets.suspend(id),
      }),
    resume: ({ id }: Listing) =>
      carryOut(world, {
        ...{ ...inRegistry, functionName: 'resume', args: [BigInt(id)] },
        model: () => model.assets.resume(id),
      }),
    /** By the foundation, at once. */
    pause: () =>
      callGuardian(foundation, 'pause', [zeroHash], (now) => model.pause(now)),
    unpause: () =>
      callGuardian(foundation, 'unpause', [], (now) => model.unpause(now)),
  }
}
