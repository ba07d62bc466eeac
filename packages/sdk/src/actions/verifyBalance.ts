import type { Address } from 'viem'
import type { LightClient } from '../light/createLightClient.ts'
import { balanceSlots } from '../light/storageSlots.ts'
import {
  type Verification,
  verifyBlockState,
} from '../light/verifyBlockState.ts'
import type { GetBalanceReturnType } from './getBalance.ts'

export type VerifyBalanceParameters = {
  account: Address
  /** @default the newest */
  block?: bigint | undefined
}

export type VerifyBalanceReturnType = GetBalanceReturnType & {
  verification: Verification
}

/**
 * What an account holds, proven by the validators.
 *
 * @throws {SaharaError} as `verifyBlockState`
 */
export async function verifyBalance(
  light: LightClient,
  parameters: VerifyBalanceParameters,
): Promise<VerifyBalanceReturnType> {
  const { account, block } = parameters
  const { accounts, verification } = await verifyBlockState(light, {
    accounts: [balanceSlots(account), { address: account, slots: [] }],
    block,
  })
  const [token, native] = accounts
  return {
    balanceWei: token?.slots[0] ?? 0n,
    gasWei: native?.balanceWei ?? 0n,
    verification,
  }
}
