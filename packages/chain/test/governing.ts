import { addresses, developerRoles } from '@sahara/protocol'
import { timelockAbi } from '@sahara/protocol/abis'
import { type Hex, zeroHash } from 'viem'
import { expect } from 'vitest'
import { callRpc } from '../src/network/callRpc.ts'
import type { RunningNode } from '../src/validator/startNode.ts'
import { publicClientOf, walletClientOf } from './fixtures.ts'
import { reach } from './networks.ts'

type Node = Pick<RunningNode, 'rpcUrl' | 'consensusUrl'>

/** Blocks of an epoch of ValidatorSet. */
export const epoch = 60n

/** Where a change counts that a block of this height decided. */
export function countsFrom(height: bigint): bigint {
  return height - (height % epoch) + epoch - 1n + 3n
}

/** Has the timelock call ValidatorSet; the height of the block that did. */
export async function govern(node: Node, data: Hex): Promise<bigint> {
  const client = publicClientOf(node.rpcUrl)
  const wallet = walletClientOf(node.rpcUrl, developerRoles.proposer)
  const timelock = { address: addresses.timelock, abi: timelockAbi } as const
  const operation = [
    addresses.validatorSet,
    0n,
    data,
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
      functionName: 'schedule',
      args: [...operation, delay],
    }),
  })
  await reach(node, scheduled.blockNumber + delay + 1n)
  const executed = await client.waitForTransactionReceipt({
    hash: await wallet.writeContract({
      ...timelock,
      functionName: 'execute',
      args: operation,
    }),
  })
  expect([scheduled.status, executed.status]).toEqual(['success', 'success'])
  return executed.blockNumber
}

/** Who decides on the block of a height, in lower case. */
export async function validatorsAt(node: Node, height: bigint) {
  const { validators } = (await callRpc(node.consensusUrl, 'validators', {
    height: String(height),
  })) as { validators: { address: string; voting_power: string }[] }
  return validators
    .map(
      ({ address, voting_power }) =>
        `0x${address.toLowerCase()} ${voting_power}`,
    )
    .sort()
}

/** Whose votes decided on the block of a height, in lower case. */
export async function signersOf(node: Node, height: bigint) {
  const { signed_header } = (await callRpc(node.consensusUrl, 'commit', {
    height: String(height),
  })) as {
    signed_header: {
      commit: {
        signatures: { block_id_flag: number; validator_address: string }[]
      }
    }
  }
  return signed_header.commit.signatures
    .filter(({ block_id_flag }) => block_id_flag === 2)
    .map(({ validator_address }) => `0x${validator_address.toLowerCase()}`)
    .sort()
}
