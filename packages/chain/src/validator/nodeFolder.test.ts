import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { promisify } from 'node:util'
import { systemClock } from '@sahara/common'
import { genesisPath } from '@sahara/protocol/genesis'
import { canRunNetworks, findFreePorts } from '@sahara/test'
import { bytesToHex } from 'viem'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { quietLogger } from '../../test/fixtures.ts'
import { expectOneChain, reach, setupNetwork } from '../../test/networks.ts'
import { foundNetwork } from '../network/foundNetwork.ts'
import type { RunningNetwork } from '../network/startNetwork.ts'
import { portsPerNode } from './createMember.ts'
import { exportNode } from './exportNode.ts'
import { importNode } from './importNode.ts'
import { joinNetwork } from './joinNetwork.ts'
import { readNodeFile } from './nodeFile.ts'
import { resetNode } from './resetNode.ts'
import { restoreKeys } from './restoreKeys.ts'
import { type RunningNode, startNode } from './startNode.ts'

const run = promisify(execFile)
const timeout = 300_000

describe.skipIf(!(await canRunNetworks()))(
  'the folder of a node (needs npm run engines)',
  () => {
    let setup: Awaited<ReturnType<typeof setupNetwork>>
    let network: RunningNetwork
    let scratch: string
    let archive: string
    beforeAll(async () => {
      setup = await setupNetwork({ validators: 1, followers: 1 })
      scratch = await mkdtemp(join(tmpdir(), 'sahara-folder-'))
      archive = join(scratch, 'sahara.tar')
      network = await setup.start()
    }, timeout)
    afterAll(async () => {
      await setup.remove()
      await rm(scratch, { recursive: true, force: true })
    }, timeout)

    const start = (directory: string) =>
      startNode({
        directory,
        engines: setup.engines,
        clock: systemClock,
        logger: quietLogger,
      })
    const folderOf = (name: string) => join(setup.directory, name)

    async function joinAs(name: string) {
      // As people name it: `sahara chain join ./newcomer`.
      const directory = relative(process.cwd(), join(scratch, name))
      const { identity } = await readNodeFile(folderOf('validator-1'))
      await joinNetwork({
        directory,
        gethFile: setup.engines.geth,
        genesisFolder: join(folderOf('validator-1'), 'genesis'),
        name,
        host: '127.0.0.1',
        firstPort: await findFreePorts(portsPerNode),
        peers: [identity.peer],
        randomBytes,
      })
      return directory
    }

    test(
      'default: what a node has begins another one, which goes on from there',
      async () => {
        const follower = folderOf('node-1')
        const running = { code: 'CHAIN_FOLDER_IN_USE' }
        await reach(network.nodes[1]!, 3n)
        for (const attempt of [
          () => exportNode({ directory: follower, file: archive }),
          () => resetNode({ directory: follower, scope: 'geth' }),
          () => importNode({ directory: follower, file: archive }),
          () => start(follower),
        ])
          await expect(attempt()).rejects.toMatchObject(running)

        await network.close()
        const written: number[] = []
        const onProgress = (bytes: number, totalBytes: number) =>
          written.push(bytes / totalBytes)
        expect(
          await exportNode({ directory: follower, file: archive, onProgress }),
        ).toMatchObject({ network: setup.file.network })
        expect(written).toEqual(written.toSorted((a, b) => a - b))
        expect(written.at(-1)).toBe(1)
        await expect(
          exportNode({ directory: follower, file: archive }),
        ).rejects.toMatchObject({ code: 'INPUT_INVALID' })
        const { stdout } = await run('tar', ['-tf', archive])
        expect(stdout).toMatch(/^archive\.json\ngeth\/geth\/chaindata\//)
        expect(stdout).not.toMatch(/key|priv_validator|jwt|wal|nodes/)

        const newcomer = await joinAs('newcomer')
        const read: number[] = []
        await importNode({
          directory: newcomer,
          file: archive,
          onProgress: (bytes, totalBytes) => read.push(bytes / totalBytes),
        })
        expect(read.at(-1)).toBe(1)
        await expect(
          importNode({ directory: newcomer, file: archive }),
        ).rejects.toMatchObject({ code: 'INPUT_INVALID' })
        network = await setup.start()
        const node = await start(newcomer)
        try {
          await expectOneChain([...network.nodes, node], 4n)
        } finally {
          await node.close()
        }
      },
      timeout,
    )

    test(
      'behavior: begins anew what geth had, and what CometBFT had, but no votes',
      async () => {
        await network.close()
        const state = (name: string) =>
          readFile(
            join(folderOf(name), 'cometbft/data/priv_validator_state.json'),
            'utf8',
          )
        const votes = await state('validator-1')
        expect(Number(JSON.parse(votes).height)).toBeGreaterThan(3)
        const directory = folderOf('validator-1')
        await resetNode({ directory, scope: 'geth' })
        await resetNode({ directory: folderOf('node-1'), scope: 'all' })
        expect(await state('validator-1')).toBe(votes)
        network = await setup.start()
        await expectOneChain(network.nodes, 6n)
      },
      timeout,
    )

    test('error: CHAIN_MISMATCH and INPUT_INVALID for what is not of its network', async () => {
      const founding = {
        directory: join(scratch, 'other'),
        gethFile: setup.engines.geth,
        platformGenesisPath: genesisPath,
        validators: 2,
        followers: 0,
        firstPort: 20_000,
        timeMs: 0,
        randomBytes,
        hosts: ['10.0.0.1', '10.0.0.2'],
      }
      const { nodes } = await foundNetwork(founding)
      expect(nodes.map(({ host }) => host)).toEqual(['10.0.0.1', '10.0.0.2'])
      const [one] = nodes
      expect((await readNodeFile(one!.folder)).ports.rpc).toBe(20_000)
      expect((await readNodeFile(nodes[1]!.folder)).ports.rpc).toBe(20_000)
      const parts = { directory: one!.folder, file: archive }
      await expect(importNode(parts)).rejects.toMatchObject({
        code: 'CHAIN_MISMATCH',
      })
      for (const attempt of [
        () =>
          importNode({ ...parts, file: join(setup.directory, 'network.json') }),
        () => foundNetwork(founding),
        () =>
          foundNetwork({
            ...founding,
            directory: join(scratch, 'third'),
            hosts: ['10.0.0.1'],
          }),
      ])
        await expect(attempt()).rejects.toMatchObject({ code: 'INPUT_INVALID' })
    })

    test('behavior: gives a joined node the keys of a backup, and no other its own', async () => {
      const directory = await joinAs('restored')
      const random = () => bytesToHex(randomBytes(32))
      const keys = { validator: random(), nodeSeed: random(), geth: random() }
      const { network: name } = setup.file
      const before = await readNodeFile(directory)
      const { identity } = await restoreKeys({
        directory,
        keys: { ...keys, network: name },
      })
      expect(identity.validator).not.toBe(before.identity.validator)
      expect((await readNodeFile(directory)).identity).toEqual(identity)
      await expect(
        restoreKeys({ directory, keys: { ...keys, network: 'another' } }),
      ).rejects.toMatchObject({ code: 'CHAIN_MISMATCH' })
      await network.close()
      await expect(
        restoreKeys({
          directory: folderOf('validator-1'),
          keys: { ...keys, network: name },
        }),
      ).rejects.toMatchObject({ code: 'INPUT_INVALID' })
    })

    test('error: NODE_KEYS_EXPOSED when others can read a key', async () => {
      const directory = await joinAs('exposed')
      const key = join(directory, 'cometbft/config/priv_validator_key.json')
      await chmod(key, 0o640)
      let node: RunningNode | undefined
      try {
        await expect(
          start(directory).then((started) => {
            node = started
          }),
        ).rejects.toMatchObject({ code: 'NODE_KEYS_EXPOSED' })
      } finally {
        await node?.close()
      }
      await rm(key)
      await expect(start(directory)).rejects.toMatchObject({
        code: 'NODE_FOLDER_DAMAGED',
      })
    })
  },
)
