import { addresses, localChainId } from '@sahara/protocol'
import {
  assetRegistryAbi,
  escrowAbi,
  keepersAbi,
  licencesAbi,
  lockedVotesAbi,
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
} from 'viem'
import { accountAt, accounts } from '../accounts.ts'
import type { TestChain } from '../setupChain.ts'

export type ReplayedCall = {
  /** Index of the developer account that signs. */
  from: number
  to: Address
  abi: Abi | readonly unknown[]
  functionName: string
  args: readonly unknown[]
  /**
   * The same by the model, which throws a RangeError with one reason a line.
   *
   * @param now the block's, in Unix seconds
   */
  model: (now: number) => void
}

/** Sends transactions one by one, each followed by its twin of a model. */
export type Replay = {
  /**
   * Sees that both accept, or that both refuse for the same reason.
   *
   * @returns the error by which the chain refused; undefined once it is done
   * @throws {RangeError} when they differ
   */
  step: (call: ReplayedCall) => Promise<string | undefined>
  /** Reads all of these in one call, at the last block. */
  read: (contracts: readonly ContractFunctionParameters[]) => Promise<unknown[]>
  /** How often each function did something, by its name. */
  done: ReadonlyMap<string, number>
}

const gas = 3_000_000n
const errors = [
  ...[...assetRegistryAbi, ...escrowAbi, ...keepersAbi, ...licencesAbi],
  ...[...lockedVotesAbi, ...saharaIdAbi, ...saharaTokenAbi],
].filter(({ type }) => type === 'error')

/** @param names the chain's errors, by the reasons of the model */
export function createReplay(
  { publicClient }: TestChain,
  names: Record<string, string>,
): Replay {
  const nonces = accounts.map(() => 0)
  const done = new Map<string, number>()
  let now = 0

  /** The name of the error that a call ended with in a block of its own. */
  async function refusalOf(
    ...[from, to, data, blockNumber]: [number, Address, Hex, bigint]
  ): Promise<string | undefined> {
    try {
      const account = accountAt(from).address
      await publicClient.call({ account, to, data, blockNumber })
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

  async function send(from: number, to: Address, data: Hex) {
    const nonce = nonces[from] ?? 0
    nonces[from] = nonce + 1
    const serializedTransaction = await accountAt(from).signTransaction({
      ...{ chainId: localChainId, type: 'eip1559', nonce, gas, to, data },
      ...{ maxFeePerGas: 10_000_000_000n, maxPriorityFeePerGas: 1n },
    })
    const hash = await publicClient.sendRawTransaction({
      serializedTransaction,
    })
    const receipt = await publicClient.waitForTransactionReceipt({ hash })
    const { blockNumber } = receipt
    const { timestamp } = await publicClient.getBlock({ blockNumber })
    now = Number(timestamp)
    return receipt
  }

  return {
    done,
    read: (contracts) =>
      publicClient.multicall({
        ...{ multicallAddress: addresses.multicall3, allowFailure: false },
        ...{ contracts, batchSize: 65_536 },
      }),
    step: async ({ from, to, abi, functionName, args, model }) => {
      const call = `${functionName} by ${from}`
      const data = encodeFunctionData({
        ...{ abi: abi as Abi, functionName, args },
      })
      const { status, blockNumber } = await send(from, to, data)
      const refusal =
        status === 'success'
          ? undefined
          : await refusalOf(from, to, data, blockNumber)
      let reasons: string[] = []
      try {
        model(now)
      } catch (error) {
        if (!(error instanceof RangeError)) throw error
        reasons = error.message.split('\n')
      }
      const said = `${reasons.join(' or ') || 'yes'}, at ${now}`
      if ((status === 'success') !== (reasons.length === 0))
        throw new RangeError(`${call}: ${status} ${refusal}; model: ${said}`)
      if (status === 'success')
        done.set(functionName, (done.get(functionName) ?? 0) + 1)
      if (refusal && !reasons.some((reason) => names[reason] === refusal))
        throw new RangeError(`${call}: ${refusal}; model: ${said}`)
      return refusal
    },
  }
}
