import { addresses, developerRoles } from '@sahara/protocol'
import { timelockAbi } from '@sahara/protocol/abis'
import {
  type Abi,
  type Address,
  encodeFunctionData,
  stringToHex,
  zeroHash,
} from 'viem'
import type { Outcome } from './createMarket.ts'
import type { World } from './createWorld.ts'

const { proposer } = developerRoles

/**
 * What the DAO decided, through the timelock, delay included: for the
 * contracts and for the model.
 */
export async function carryOut(
  { replay, clock, chain }: World,
  call: {
    to: Address
    abi: Abi
    functionName: string
    args: readonly unknown[]
    model: (now: number) => void
  },
): Outcome {
  const { to, abi, functionName, args, model } = call
  const data = encodeFunctionData({ abi, functionName, args })
  // The same may be decided again.
  const salt = stringToHex(String(clock.now()), { size: 32 })
  const operation = [to, 0n, data, zeroHash, salt] as const
  const timelock = { address: addresses.timelock, abi: timelockAbi } as const
  const delay = await chain.publicClient.readContract({
    ...{ ...timelock, functionName: 'getMinDelay' },
  })
  const step = { from: proposer, to: timelock.address, abi: timelock.abi }
  await replay.step({
    ...{ ...step, functionName: 'schedule', args: [...operation, delay] },
    model: () => undefined,
  })
  clock.advance(Number(delay) * 1_000)
  return replay.step({
    ...{ ...step, functionName: 'execute', args: operation, model },
  })
}
