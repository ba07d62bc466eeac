import { readFile, rename, rm } from 'node:fs/promises'
import { systemClock } from '@sahara/common'
import { addresses } from '@sahara/protocol'
import { validatorSetAbi } from '@sahara/protocol/abis'
import { canRunNetworks } from '@sahara/test'
import { parseEther } from 'viem'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  accountAt,
  publicClientOf,
  quietLogger,
  walletClientOf,
} from '../../test/fixtures.ts'
import {
  expectOneChain,
  heightOf,
  kill,
  reach,
  setupNetwork,
} from '../../test/networks.ts'
import { type RunningNode, startNode } from '../validator/startNode.ts'
import { initNetwork } from './initNetwork.ts'
import type { RunningNetwork } from './startNetwork.ts'

const timeout = 120_000

/** Sends a transaction to a node and waits until a block has it. */
async function pay(node: RunningNode) {
  const hash = await walletClientOf(node.rpcUrl, 3).sendTransaction({
    to: accountAt(4).address,
    value: parseEther('0.001'),
  })
  return publicClientOf(node.rpcUrl).waitForTransactionReceipt({ hash })
}

const isSkipped = !(await canRunNetworks())

describe.skipIf(isSkipped)('one validator (needs npm run engines)', () => {
  let setup: Awaited<ReturnType<typeof setupNetwork>>
  let network: RunningNetwork
  let node: RunningNode
  beforeAll(async () => {
    setup = await setupNetwork({ validators: 1, followers: 0 })
    network = await setup.start()
    node = network.nodes[0]!
  }, timeout)
  afterAll(() => setup.remove(), timeout)

  test('default: makes blocks, each final at once, of what is sent', async () => {
    const receipt = await pay(node)
    expect(receipt.status).toBe('success')
    await reach(node, receipt.blockNumber + 1n)
    const client = publicClientOf(node.rpcUrl)
    const tags = ['latest', 'safe', 'finalized'] as const
    const [latest, ...others] = await Promise.all(
      tags.map((blockTag) => client.getBlock({ blockTag })),
    )
    expect(others.map(({ hash }) => hash)).toEqual([latest!.hash, latest!.hash])
    expect(latest!.mixHash).toBe(latest!.parentHash)
    await expectOneChain([node], receipt.blockNumber)
  })

  test('default: has the state of the platform, and its own validator', async () => {
    const client = publicClientOf(node.rpcUrl)
    const validators = await client.readContract({
      address: addresses.validatorSet,
      abi: validatorSetAbi,
      functionName: 'validators',
    })
    expect(validators).toMatchObject([{ power: 10n }])
    const { miner } = await client.getBlock()
    expect(
      await client.readContract({
        address: addresses.validatorSet,
        abi: validatorSetAbi,
        functionName: 'powerOf',
        args: [miner],
      }),
    ).toBe(10n)
  })

  test('default: exports what the dashboard shows', async () => {
    const figures = await (await fetch(node.metricsUrl)).text()
    const dashboard = await readFile(
      new URL('../../ops/grafana/sahara-chain.json', import.meta.url),
      'utf8',
    )
    const asked = new Set(dashboard.match(/sahara_chain_[a-z]\w+/g))
    expect(asked.size).toBeGreaterThan(3)
    for (const name of asked) expect(figures).toContain(`${name}`)
  })

  test('behavior: geth builds to order, and without its socket all the same', async () => {
    const folder = `${setup.directory}/validator-1`
    const log = () => readFile(`${folder}/logs/bridge.log`, 'utf8')
    expect(await log()).not.toContain('built nothing to order')
    await rm(`${folder}/geth/geth.ipc`)
    expect(await pay(node)).toMatchObject({ status: 'success' })
    expect(await log()).toContain('built nothing to order')
  })

  test(
    'behavior: goes on after kill -9 of each process and of all',
    async () => {
      const kills: ('geth' | 'bridge' | 'cometbft')[][] = [
        ['geth'],
        ['bridge'],
        ['cometbft'],
        ['geth', 'bridge', 'cometbft'],
      ]
      for (const names of kills) {
        const receipt = await pay(node)
        const pids = node.pids()
        for (const name of names) kill(pids[name])
        const height = receipt.blockNumber + 2n
        await reach(node, height)
        const client = publicClientOf(node.rpcUrl)
        expect(
          await client.getTransactionReceipt({ hash: receipt.transactionHash }),
        ).toMatchObject({ blockHash: receipt.blockHash })
      }
      await expectOneChain([node], await heightOf(node))
    },
    timeout,
  )

  test('error: CHAIN_FOLDER_IN_USE for a second one with the key', async () => {
    await expect(
      startNode({
        directory: `${setup.directory}/validator-1`,
        engines: setup.engines,
        clock: systemClock,
        logger: quietLogger,
      }),
    ).rejects.toMatchObject({ code: 'CHAIN_FOLDER_IN_USE' })
  })

  test('error: CONFIG_INVALID for another network in its folder', async () => {
    await expect(
      initNetwork({
        directory: setup.directory,
        gethFile: setup.engines.geth,
        platformGenesisPath: '',
        validators: 2,
        followers: 0,
        firstPort: setup.file.firstPort,
        timeMs: 0,
        randomBytes: () => new Uint8Array(),
      }),
    ).rejects.toMatchObject({ code: 'CONFIG_INVALID' })
  })

  test(
    'behavior: stops in order, and goes on where it stopped',
    async () => {
      const height = await heightOf(node)
      const pids = Object.values(node.pids())
      expect(pids.length).toBe(3)
      await network.close()
      for (const pid of pids) expect(() => process.kill(pid, 0)).toThrow()
      network = await setup.start()
      node = network.nodes[0]!
      expect(await heightOf(node)).toBeGreaterThan(height)
      await expectOneChain([node], height)
    },
    timeout,
  )
})

describe.skipIf(isSkipped)('four validators (needs npm run engines)', () => {
  let setup: Awaited<ReturnType<typeof setupNetwork>>
  let network: RunningNetwork
  let nodes: RunningNode[]
  beforeAll(async () => {
    setup = await setupNetwork({ validators: 4, followers: 1 })
    network = await setup.start()
    nodes = network.nodes
  }, timeout)
  afterAll(() => setup.remove(), timeout)

  test('default: a transaction sent to a follower is in the next blocks of all', async () => {
    const follower = nodes.at(-1)!
    const { blockNumber, transactionHash } = await pay(follower)
    for (const node of nodes) {
      await reach(node, blockNumber)
      const client = publicClientOf(node.rpcUrl)
      expect(
        await client.getTransactionReceipt({ hash: transactionHash }),
      ).toMatchObject({ blockNumber, status: 'success' })
    }
  })

  test(
    'behavior: goes on while one is away, which catches up by itself',
    async () => {
      const [victim, witness] = nodes as [RunningNode, RunningNode]
      const { geth, bridge, cometbft } = victim.pids()
      for (const pid of [geth, bridge, cometbft]) kill(pid)
      const height = (await heightOf(witness)) + 3n
      await reach(witness, height)
      await expectOneChain(nodes, height)
    },
    timeout,
  )

  test(
    'behavior: rebuilds what geth had from the blocks of CometBFT',
    async () => {
      const { blockNumber } = await pay(nodes[0]!)
      await network.close()
      const geth = `${setup.directory}/validator-2/geth/geth`
      await rm(geth, { recursive: true })
      // Neither the votes nor the blocks of CometBFT can be made again.
      for (const name of ['priv_validator_state.json', 'blockstore.db']) {
        const path = `${setup.directory}/node-1/cometbft/data/${name}`
        await rename(path, `${path}.moved`)
        await expect(setup.start()).rejects.toMatchObject({
          code: 'NODE_FOLDER_DAMAGED',
        })
        await rm(path, { recursive: true, force: true })
        await rename(`${path}.moved`, path)
      }
      network = await setup.start()
      nodes = network.nodes
      await expectOneChain(nodes, blockNumber)
    },
    timeout,
  )

  test(
    'behavior: goes on after kill -9 of everything at once',
    async () => {
      const { transactionHash, blockHash, blockNumber } = await pay(nodes[1]!)
      for (const pid of nodes.flatMap((node) => Object.values(node.pids())))
        kill(pid)
      await expectOneChain(nodes, blockNumber)
      for (const node of nodes)
        expect(
          await publicClientOf(node.rpcUrl).getTransactionReceipt({
            hash: transactionHash,
          }),
        ).toMatchObject({ blockHash })
    },
    timeout,
  )
})
