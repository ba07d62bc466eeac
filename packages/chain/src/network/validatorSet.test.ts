import { readFile } from 'node:fs/promises'
import { addresses, developerRoles } from '@sahara/protocol'
import { timelockAbi, validatorSetAbi } from '@sahara/protocol/abis'
import { canRunNetworks } from '@sahara/test'
import { encodeFunctionData, type Hex, zeroHash } from 'viem'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { publicClientOf, walletClientOf } from '../../test/fixtures.ts'
import { expectOneChain, reach, setupNetwork } from '../../test/networks.ts'
import { validatorIdentity } from '../validator/keys.ts'
import type { RunningNode } from '../validator/startNode.ts'
import { callRpc } from './callRpc.ts'

const timeout = 300_000
const epoch = 60n

/** Has the timelock call ValidatorSet; the height of the block that did. */
async function govern(node: RunningNode, data: Hex): Promise<bigint> {
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
async function validatorsAt(node: RunningNode, height: bigint) {
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
async function signersOf(node: RunningNode, height: bigint) {
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

describe.skipIf(!(await canRunNetworks()))(
  'changes of the validators (needs npm run engines)',
  () => {
    let setup: Awaited<ReturnType<typeof setupNetwork>>
    let nodes: RunningNode[]
    beforeAll(async () => {
      setup = await setupNetwork({ validators: 1, followers: 1 })
      nodes = (await setup.start()).nodes
    }, timeout)
    afterAll(() => setup.remove(), timeout)

    async function identityOf(name: string) {
      const file = `${setup.directory}/${name}/cometbft/config/priv_validator_key.json`
      const { priv_key } = JSON.parse(await readFile(file, 'utf8'))
      const key = Buffer.from(priv_key.value, 'base64').toString('hex')
      return validatorIdentity(`0x${key}`)
    }

    test(
      'default: a follower gets a vote, and the first validator leaves it',
      async () => {
        const [first, second] = nodes as [RunningNode, RunningNode]
        const founder = await identityOf('validator-1')
        const joiner = await identityOf('node-1')
        const added = await govern(
          first,
          encodeFunctionData({
            abi: validatorSetAbi,
            functionName: 'setValidator',
            args: [BigInt(joiner.x), BigInt(joiner.y), 10n],
          }),
        )
        const joinsAt = added - (added % epoch) + epoch - 1n + 3n
        await reach(first, joinsAt + 2n)
        const both = [`${founder.address} 10`, `${joiner.address} 10`].sort()
        expect(await validatorsAt(first, joinsAt - 1n)).toEqual([
          `${founder.address} 10`,
        ])
        expect(await validatorsAt(first, joinsAt)).toEqual(both)
        expect(await signersOf(first, joinsAt + 1n)).toEqual(
          [founder.address, joiner.address].sort(),
        )

        const removed = await govern(
          second,
          encodeFunctionData({
            abi: validatorSetAbi,
            functionName: 'removeValidator',
            args: [founder.address],
          }),
        )
        const leavesAt = removed - (removed % epoch) + epoch - 1n + 3n
        await reach(second, leavesAt + 2n)
        expect(await validatorsAt(second, leavesAt - 1n)).toEqual(both)
        expect(await validatorsAt(second, leavesAt)).toEqual([
          `${joiner.address} 10`,
        ])
        await expectOneChain(nodes, leavesAt + 2n)
      },
      timeout,
    )
  },
)
