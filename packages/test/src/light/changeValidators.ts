import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { systemClock } from '@sahara/common'
import { addresses, developerRoles } from '@sahara/protocol'
import { timelockAbi, validatorSetAbi } from '@sahara/protocol/abis'
import {
  type Address,
  createPublicClient,
  createWalletClient,
  encodeFunctionData,
  type Hex,
  http,
  zeroHash,
} from 'viem'
import { accountAt } from '../accounts.ts'
import { localChain } from '../setupChain.ts'
import type { NetworkChain } from '../setupNetworkChain.ts'

/** A change of the set of validators. */
export type ValidatorChange =
  | { add: string; power: bigint }
  | { remove: string }

const epoch = 60n

/**
 * Has the timelock change who validates, in one transaction.
 *
 * @returns the height from which on the change counts
 */
export async function changeValidators(
  network: NetworkChain,
  changes: readonly ValidatorChange[],
): Promise<bigint> {
  const transport = http(network.url)
  const client = createPublicClient({ transport, cacheTime: 0 })
  const wallet = createWalletClient({
    account: accountAt(developerRoles.proposer),
    chain: localChain,
    transport,
  })
  const payloads = await Promise.all(
    changes.map((change) => toCall(network.directory, change)),
  )
  const timelock = { address: addresses.timelock, abi: timelockAbi } as const
  const operation = [
    payloads.map(() => addresses.validatorSet),
    payloads.map(() => 0n),
    payloads,
    zeroHash,
    zeroHash,
  ] as const
  const delay = await client.readContract({
    ...timelock,
    functionName: 'getMinDelay',
  })
  const scheduled = await client.waitForTransactionReceipt({
    hash: await wallet.writeContract({
      ...timelock,
      functionName: 'scheduleBatch',
      args: [...operation, delay],
    }),
  })
  await reach(network, scheduled.blockNumber + delay + 1n)
  const { status, blockNumber } = await client.waitForTransactionReceipt({
    hash: await wallet.writeContract({
      ...timelock,
      functionName: 'executeBatch',
      args: operation,
    }),
  })
  if (status !== 'success') throw new TypeError('The timelock changed nothing.')
  return blockNumber - (blockNumber % epoch) + epoch - 1n + 3n
}

/** Resolves when a network has a block. */
export async function reach(
  { url }: NetworkChain,
  height: bigint,
): Promise<void> {
  const client = createPublicClient({ transport: http(url), cacheTime: 0 })
  while ((await client.getBlockNumber()) < height) await systemClock.sleep(100)
}

async function toCall(
  directory: string,
  change: ValidatorChange,
): Promise<Hex> {
  const name = 'add' in change ? change.add : change.remove
  const file = join(directory, name, 'node.json')
  const { identity } = JSON.parse(await readFile(file, 'utf8')) as {
    identity: { validator: Address; x: Hex; y: Hex }
  }
  return 'add' in change
    ? encodeFunctionData({
        abi: validatorSetAbi,
        functionName: 'setValidator',
        args: [BigInt(identity.x), BigInt(identity.y), change.power],
      })
    : encodeFunctionData({
        abi: validatorSetAbi,
        functionName: 'removeValidator',
        args: [identity.validator],
      })
}
