import { type AssetId, perpetual, type Right, rights } from '@sahara/protocol'
import type { Expiries } from '@sahara/protocol/api'
import type { Address } from 'viem'
import type { LightClient } from '../light/createLightClient.ts'
import { accessSlots } from '../light/storageSlots.ts'
import {
  type Verification,
  verifyBlockState,
} from '../light/verifyBlockState.ts'

export type VerifyLicenceParameters = {
  account: Address
  assetId: AssetId
  /** @default the newest */
  block?: bigint | undefined
}

export type VerifyLicenceReturnType = {
  /** End of each right in Unix seconds, past ones too; null = perpetual. */
  sold: Expiries
  granted: Expiries
  /** What the account may do at the time of the block. */
  rights: Right[]
  verification: Verification
}

const bitsPerRight = 32n
const grantedFrom = 4
const secondsPerHour = 3_600
/** How PackedAccess keeps `perpetual` of what was sold: without its first bit. */
const soldForever = 0x7fff_ffff

/**
 * What was sold and granted to an account itself, proven by the validators.
 * What it may do as owner of the asset, or because it belongs to a Sahara ID,
 * is not in it: ask `verifyOwner`, or this of the account of the ID.
 *
 * @throws {SaharaError} as `verifyBlockState`
 */
export async function verifyLicence(
  light: LightClient,
  parameters: VerifyLicenceParameters,
): Promise<VerifyLicenceReturnType> {
  const { account, assetId } = parameters
  const { accounts, verification } = await verifyBlockState(light, {
    accounts: [accessSlots(account, assetId)],
    block: parameters.block,
  })
  const access = accounts[0]?.slots[0] ?? 0n
  const sold = toExpiries(access, 0)
  const granted = toExpiries(access, grantedFrom)
  const { timestamp } = verification
  const isAhead = (end: number | null | undefined) =>
    end === null || (end !== undefined && timestamp < end)
  return {
    sold,
    granted,
    rights: (Object.keys(rights) as Right[]).filter(
      (right) => isAhead(sold[right]) || isAhead(granted[right]),
    ),
    verification,
  }
}

/** Four fields of the slot, see PackedAccess. */
function toExpiries(access: bigint, first: number): Expiries {
  const isSold = first === 0
  return Object.fromEntries(
    Object.keys(rights).flatMap((right, index) => {
      const shift = BigInt(first + index) * bitsPerRight
      const stored = Number((access >> shift) & 0xffff_ffffn)
      const hour = isSold ? stored & soldForever : stored
      if (hour === 0) return []
      const isPerpetual = hour === (isSold ? soldForever : perpetual)
      return [[right, isPerpetual ? null : hour * secondsPerHour]]
    }),
  )
}
