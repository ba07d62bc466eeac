import { addresses, developerRoles } from '@sahara/protocol'
import { timelockAbi } from '@sahara/protocol/abis'
import {
  createPublicClient,
  createWalletClient,
  type Hex,
  http,
  numberToHex,
  zeroHash,
} from 'viem'
import { accountAt } from './accounts.ts'
import { localChain } from './setupChain.ts'

/** Blocks of an epoch of ValidatorSet. */
const epoch = 60n

/** A transaction that changes who decides. */
export type GovernedChange = {
  /** Of its block. */
  height: bigint
  /** Else a call was refused, and with it all of them. */
  isDone: boolean
  /** The first height on whose block others decide. */
  countsFrom: bigint
}

/**
 * Has the timelock make calls of ValidatorSet, all in one transaction.
 *
 * @param network.reach resolves when the chain has a block
 */
export async function governValidators(
  network: { url: string; reach: (height: bigint) => Promise<void> },
  calls: readonly Hex[],
): Promise<GovernedChange> {
  const transport = http(network.url)
  const client = createPublicClient({ transport, cacheTime: 0 })
  const account = accountAt(developerRoles.proposer)
  const wallet = createWalletClient({ account, chain: localChain, transport })
  const timelock = { address: addresses.timelock, abi: timelockAbi } as const
  // The same may be decided again.
  const nonce = await client.getTransactionCount(account)
  const batch = [
    calls.map(() => addresses.validatorSet),
    calls.map(() => 0n),
    calls,
    zeroHash,
    numberToHex(nonce, { size: 32 }),
  ] as const
  const delay = await client.readContract({
    ...timelock,
    functionName: 'getMinDelay',
  })
  const scheduled = await client.waitForTransactionReceipt({
    hash: await wallet.writeContract({
      ...timelock,
      functionName: 'scheduleBatch',
      args: [...batch, delay],
    }),
  })
  await network.reach(scheduled.blockNumber + delay + 1n)
  const executed = await client.waitForTransactionReceipt({
    hash: await wallet.writeContract({
      ...timelock,
      functionName: 'executeBatch',
      args: batch,
      // Not estimated: what is refused is sent all the same.
      gas: 5_000_000n,
    }),
  })
  const height = executed.blockNumber
  return {
    height,
    isDone: executed.status === 'success',
    countsFrom: height - (height % epoch) + epoch - 1n + 3n,
  }
}
