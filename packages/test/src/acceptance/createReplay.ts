import { addresses } from '@sahara/protocol'
import {
  assetRegistryAbi,
  contributionsAbi,
  escrowAbi,
  exchangeAbi,
  guardianAbi,
  keepersAbi,
  licencesAbi,
  lockedVotesAbi,
  revenueAbi,
  revenueSharesAbi,
  saharaIdAbi,
  saharaTokenAbi,
} from '@sahara/protocol/abis'
import {
  type Abi,
  type Address,
  BaseError,
  type ContractFunctionParameters,
  decodeErrorResult,
  encodeFunctionData,
  type Hex,
  isHex,
  type TransactionReceipt,
} from 'viem'
import { accountAt } from '../accounts.ts'
import type { TestClock } from '../createTestClock.ts'
import type { TestChain } from '../setupChain.ts'
import { createTransactor } from './createTransactor.ts'

export type ReplayedCall = {
  /** Index of the developer account that signs. */
  from: number
  to: Address
  abi: Abi | readonly unknown[]
  functionName: string
  args: readonly unknown[]
  /** Coin, in wei. */
  value?: bigint | undefined
  /**
   * The same by the model, which throws a RangeError with one reason a line.
   *
   * @param now the block's, in Unix seconds
   */
  model: (now: number) => void
  /** Called with the receipt, unless it was refused. */
  check?: (receipt: TransactionReceipt) => void
}

/** Sends transactions, each with its twin of a model. */
export type Replay = {
  /**
   * Waits for the block, and sees that both accept, or that both refuse for
   * the same reason.
   *
   * @returns the error by which the chain refused; undefined once it is done
   * @throws {RangeError} when they differ
   */
  step: (call: ReplayedCall) => Promise<string | undefined>
  /**
   * Waits for nothing; both must accept.
   *
   * @throws {RangeError} when the model refuses; later, when the chain does
   */
  send: (call: ReplayedCall) => Promise<string | undefined>
  /** Waits for all that was sent. */
  settle: () => Promise<void>
  /** Reads all of these in one call, at the last block. */
  read: (contracts: readonly ContractFunctionParameters[]) => Promise<unknown[]>
  /** Of the last block that a step waited for, in Unix seconds. */
  now: () => number
  /** How often each function did something, by its name. */
  done: ReadonlyMap<string, number>
  /** How often each error was what both refused by. */
  refused: ReadonlyMap<string, number>
}

const errors = [
  ...[...assetRegistryAbi, ...escrowAbi, ...keepersAbi, ...licencesAbi],
  ...[...lockedVotesAbi, ...saharaIdAbi, ...saharaTokenAbi, ...revenueAbi],
  ...[...exchangeAbi, ...revenueSharesAbi, ...guardianAbi],
  ...contributionsAbi,
].filter(({ type }) => type === 'error')

/** @param names the chain's errors, by the reasons of the model */
export function createReplay(
  chain: TestChain,
  clock: TestClock,
  names: Record<string, readonly string[]>,
): Replay {
  const { publicClient } = chain
  const transactor = createTransactor(chain)
  const done = new Map<string, number>()
  const refused = new Map<string, number>()
  const count = (of: Map<string, number>, name: string) =>
    void of.set(name, (of.get(name) ?? 0) + 1)
  let now = Math.floor(clock.now() / 1_000)

  const dataOf = ({ abi, functionName, args }: ReplayedCall): Hex =>
    encodeFunctionData({ abi: abi as Abi, functionName, args })

  /** The name of the error that a call ended with in a block of its own. */
  async function refusalOf(call: ReplayedCall, blockNumber: bigint) {
    try {
      await publicClient.call({
        ...{ account: accountAt(call.from).address, to: call.to, blockNumber },
        ...{ data: dataOf(call), value: call.value ?? 0n },
      })
      return undefined
    } catch (error) {
      if (!(error instanceof BaseError)) throw error
      const found = error.walk((cause) =>
        isHex((cause as { data?: unknown }).data),
      ) as { data: Hex } | null
      return decodeErrorResult({ abi: errors, data: found?.data ?? '0x' })
        .errorName
    }
  }

  async function mine(call: ReplayedCall): Promise<TransactionReceipt> {
    let mined: TransactionReceipt | undefined
    await transactor.settle()
    await transactor.send({
      ...{ from: call.from, to: call.to, data: dataOf(call) },
      ...{ value: call.value, mayRevert: true },
      check: (receipt) => {
        mined = receipt
      },
    })
    await transactor.settle()
    if (!mined) throw new RangeError('no receipt')
    const { blockNumber } = mined
    const { timestamp } = await publicClient.getBlock({ blockNumber })
    now = Number(timestamp)
    return mined
  }

  return {
    ...{ done, refused, settle: transactor.settle, now: () => now },
    read: (contracts) =>
      publicClient.multicall({
        ...{ multicallAddress: addresses.multicall3, allowFailure: false },
        ...{ contracts, batchSize: 65_536 },
      }),
    send: async (call) => {
      call.model(Math.floor(clock.now() / 1_000))
      await transactor.send({
        ...{ from: call.from, to: call.to, data: dataOf(call) },
        ...{ value: call.value, check: call.check },
      })
      return undefined
    },
    step: async (call) => {
      const receipt = await mine(call)
      const { status, blockNumber } = receipt
      const isDone = status === 'success'
      const refusal = isDone ? undefined : await refusalOf(call, blockNumber)
      let reasons: string[] = []
      try {
        call.model(now)
      } catch (error) {
        if (!(error instanceof RangeError)) throw error
        reasons = error.message.split('\n')
      }
      const said = `${reasons.join(' or ') || 'yes'}, at ${now}`
      const differs = `${call.functionName} by ${call.from}: ${refusal ?? status}; model: ${said}`
      if (isDone !== (reasons.length === 0)) throw new RangeError(differs)
      if (isDone) {
        call.check?.(receipt)
        count(done, call.functionName)
        return undefined
      }
      if (!refusal || !reasons.some((one) => names[one]?.includes(refusal)))
        throw new RangeError(differs)
      count(refused, refusal)
      return refusal
    },
  }
}
