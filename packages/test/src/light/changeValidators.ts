import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { systemClock } from '@sahara/common'
import { validatorSetAbi } from '@sahara/protocol/abis'
import {
  type Address,
  createPublicClient,
  encodeFunctionData,
  type Hex,
  http,
} from 'viem'
import { governValidators } from '../governValidators.ts'
import type { NetworkChain } from '../setupNetworkChain.ts'

/** A change of the set of validators. */
export type ValidatorChange =
  | { add: string; power: bigint }
  | { remove: string }

/**
 * Has the timelock change who validates, in one transaction.
 *
 * @returns the height from which on the change counts
 */
export async function changeValidators(
  network: NetworkChain,
  changes: readonly ValidatorChange[],
): Promise<bigint> {
  const calls = await Promise.all(
    changes.map((change) => toCall(network.directory, change)),
  )
  const { isDone, countsFrom } = await governValidators(
    { url: network.url, reach: (height) => reach(network, height) },
    calls,
  )
  if (!isDone) throw new TypeError('The timelock changed nothing.')
  return countsFrom
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
