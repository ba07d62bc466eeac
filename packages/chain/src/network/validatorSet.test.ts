import { readFile } from 'node:fs/promises'
import { validatorSetAbi } from '@sahara/protocol/abis'
import { canRunNetworks } from '@sahara/test'
import { encodeFunctionData } from 'viem'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { signersOf, validatorsAt } from '../../test/faults/rpc.ts'
import {
  expectOneChain,
  govern,
  reach,
  setupNetwork,
} from '../../test/networks.ts'
import { validatorIdentity } from '../validator/keys.ts'
import type { RunningNode } from '../validator/startNode.ts'

const timeout = 300_000

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
        const { countsFrom: joinsAt } = await govern(
          first,
          encodeFunctionData({
            abi: validatorSetAbi,
            functionName: 'setValidator',
            args: [BigInt(joiner.x), BigInt(joiner.y), 10n],
          }),
        )
        await reach(first, joinsAt + 2n)
        const both = [`${founder.address} 10`, `${joiner.address} 10`].sort()
        expect(await validatorsAt(first, joinsAt - 1n)).toEqual([
          `${founder.address} 10`,
        ])
        expect(await validatorsAt(first, joinsAt)).toEqual(both)
        expect(await signersOf(first, joinsAt + 1n)).toEqual(
          [founder.address, joiner.address].sort(),
        )

        const { countsFrom: leavesAt } = await govern(
          second,
          encodeFunctionData({
            abi: validatorSetAbi,
            functionName: 'removeValidator',
            args: [founder.address],
          }),
        )
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
