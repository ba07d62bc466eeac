import type { Address, Hex } from 'viem'
import type { SaharaClient } from '../createSaharaClient.ts'
import { gasBalanceTooLow } from './toChainError.ts'

/** Four slots of storage, at 22,100 gas each (EIP-2929), and some more. */
const roomForNewSlots = 100_000n

/** What a transaction costs at most. */
export type Cost = {
  /** Limit of the transaction, with room for what others change meanwhile. */
  gas: bigint
  maxFeePerGas: bigint
  maxPriorityFeePerGas: bigint
  /** What the gas costs at most, in wei of the native coin. */
  gasWei: bigint
}

/**
 * What a transaction costs now. An account that cannot pay is refused here: a
 * chain would take the transaction and drop it, unsaid.
 *
 * @throws {SaharaError} `GAS_BALANCE_TOO_LOW`, and what viem throws
 */
export async function estimateCost(
  client: SaharaClient,
  call: { account: Address; to: Address; data: Hex; value: bigint },
): Promise<Cost> {
  const [estimated, fees, balanceWei] = await Promise.all([
    client.chain.estimateGas(call),
    client.chain.estimateFeesPerGas(),
    client.chain.getBalance({ address: call.account }),
  ])
  // What others touch meanwhile may make the call dearer, and so may time: a
  // second later a checkpoint of votes is a new slot. Only what is used is paid.
  const gas = estimated + estimated / 4n + roomForNewSlots
  const gasWei = gas * fees.maxFeePerGas
  const neededWei = gasWei + call.value
  if (balanceWei < neededWei)
    throw gasBalanceTooLow({ account: call.account, balanceWei, neededWei })
  return { gas, gasWei, ...fees }
}
