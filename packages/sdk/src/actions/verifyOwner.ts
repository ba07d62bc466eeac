import type { AssetId } from '@sahara/protocol'
import { type Address, getAddress, toHex } from 'viem'
import type { LightClient } from '../light/createLightClient.ts'
import { ownerSlots } from '../light/storageSlots.ts'
import {
  type Verification,
  verifyBlockState,
} from '../light/verifyBlockState.ts'

export type VerifyOwnerParameters = {
  assetId: AssetId
  /** @default the newest */
  block?: bigint | undefined
}

export type VerifyOwnerReturnType = {
  /** Undefined: no asset has this id. */
  owner: Address | undefined
  verification: Verification
}

/**
 * Who owns an asset, proven by the validators.
 *
 * @throws {SaharaError} as `verifyBlockState`
 */
export async function verifyOwner(
  light: LightClient,
  parameters: VerifyOwnerParameters,
): Promise<VerifyOwnerReturnType> {
  const { accounts, verification } = await verifyBlockState(light, {
    accounts: [ownerSlots(parameters.assetId)],
    block: parameters.block,
  })
  const [owner = 0n, asset = 0n] = accounts[0]?.slots ?? []
  // Until its first transfer an asset is its publisher's.
  const holder = owner === 0n ? asset & ((1n << 160n) - 1n) : owner
  return {
    owner: holder === 0n ? undefined : getAddress(toHex(holder, { size: 20 })),
    verification,
  }
}
