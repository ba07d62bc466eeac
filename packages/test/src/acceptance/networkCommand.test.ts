import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { portsPerNode } from '@sahara/chain'
import { statusSchema } from '@sahara/protocol/api'
import { createPublicClient, http, toHex } from 'viem'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { accountAt } from '../accounts.ts'
import { findFreePorts } from '../findFreePorts.ts'
import { findNoted } from '../platform/findProcesses.ts'
import {
  type Supervisor,
  saharaBin,
  startCommand,
} from '../platform/startSupervisor.ts'
import { canRunNetworks } from '../setupNetworkChain.ts'
import { createCommandLine } from './createCommandLine.ts'

const timeout = 240_000
const validators = 1
const run = promisify(execFile)

/** A command as a user types it; its JSON. */
async function sahara(...args: string[]) {
  const { stdout } = await run(process.execPath, [
    ...['--conditions=source', '--disable-warning=ExperimentalWarning'],
    ...[saharaBin, '--json', ...args],
  ])
  return JSON.parse(stdout)
}

/** Before the nodes: the platform's own. */
const platformPorts = 10

const clientOf = (url: string) =>
  createPublicClient({ transport: http(url), cacheTime: 0 })

describe.skipIf(!(await canRunNetworks()))(
  '`sahara network` (needs npm run engines)',
  () => {
    let folder: string
    let port: number
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'sahara-network-command-'))
      port = await findFreePorts(
        platformPorts + (validators + 2) * portsPerNode,
      )
    })
    afterAll(() => rm(folder, { recursive: true, force: true }))

    const start = () =>
      startCommand([
        ...['network', '--validators', String(validators)],
        ...['--data', folder, '--port', String(port)],
      ])

    /** Holders of votes decide who validates, by the commands of the runbook. */
    async function vote(
      market: Pick<Supervisor, 'nodeUrl' | 'rpcUrl'>,
      { because, change }: { because: string; change: string },
    ) {
      const { privateKey } = accountAt(0).getHdKey()
      const env = { SAHARA_PRIVATE_KEY: toHex(privateKey ?? new Uint8Array()) }
      const parts = { folder, market, env }
      const alice = createCommandLine(parts).sahara.bind(undefined, 'alice')
      await alice('id', 'import', 'alice')
      await alice('vote', 'lock', '600000', '--yes')
      const { proposalId } = await alice(
        ...['vote', 'propose', because, '--validator', change, '--yes'],
      )
      const until = (state: string) =>
        expect
          .poll(async () => (await alice('vote', 'show', proposalId)).state, {
            timeout,
          })
          .toBe(state)
      await until('active')
      await alice('vote', 'cast', proposalId, 'for')
      await until('succeeded')
      await alice('vote', 'queue', proposalId)
      await until('queued')
      // The timelock's delay: a second on a local network.
      await expect
        .poll(
          async () => {
            const { executableAt } = await alice('vote', 'show', proposalId)
            const { timestamp } = await clientOf(market.rpcUrl).getBlock()
            return Number(timestamp) >= executableAt
          },
          { timeout },
        )
        .toBe(true)
      await alice('vote', 'execute', proposalId)
      await until('executed')
    }

    let height = 0n

    test(
      'default: runs the platform on it, and ends all on Ctrl-C',
      async () => {
        const { ready, nodeUrl, rpcUrl, interrupt, exited } = await start()
        expect(ready.nodes).toMatchObject([
          { name: 'validator-1', rpc: `http://127.0.0.1:${port + 10}` },
          { name: 'node-1', rpc: rpcUrl },
        ])
        height = await clientOf(rpcUrl).getBlockNumber()
        expect(height).toBeGreaterThan(0n)
        const status = await fetch(new URL('/api/v1/status', nodeUrl))
        expect(statusSchema.parse(await status.json())).toMatchObject({
          ready: true,
          problem: null,
        })
        expect(findNoted(folder)).toHaveLength(6)
        const genesis = join(folder, 'chain', 'node-1', 'genesis')
        const { verification } = await sahara(
          ...['verify', 'balance', accountAt(0).address],
          ...['--genesis', genesis, '--home', join(folder, 'home')],
          ...['--node-url', nodeUrl, '--rpc-url', rpcUrl],
        )
        expect(verification).toMatchObject({ validators, totalPower: '10' })

        interrupt()
        expect(await exited).toEqual([0, null])
        expect(findNoted(folder)).toEqual([])
      },
      timeout,
    )

    test(
      'behavior: goes on, and a node of another folder joins it',
      async () => {
        const network = await start()
        const theirs = clientOf(network.rpcUrl)
        expect(await theirs.getBlockNumber()).toBeGreaterThan(height)
        const first = join(folder, 'chain', 'validator-1')
        const { identity } = await sahara('chain', 'status', first)
        const other = join(folder, 'other')
        const joining = [
          ...['chain', 'join', other, '--name', 'newcomer'],
          ...['--genesis', join(first, 'genesis'), '--peer', identity.peer],
          ...['--port', String(port + platformPorts + 2 * portsPerNode)],
        ]
        const joined = await sahara(...joining)
        expect(joined).toMatchObject({ name: 'newcomer', chainId: 724272 })
        await expect(sahara(...joining)).rejects.toMatchObject({
          stderr: expect.stringContaining('INPUT_INVALID'),
        })

        const node = await startCommand(['chain', 'start', other])
        const ours = clientOf(String(node.ready.rpc))
        const { number, hash } = await theirs.getBlock()
        await expect
          .poll(() => ours.getBlockNumber().catch(() => 0n), { timeout })
          .toBeGreaterThan(number)
        expect((await ours.getBlock({ blockNumber: number })).hash).toBe(hash)
        expect(await sahara('chain', 'status', other)).toMatchObject({
          name: 'newcomer',
          power: '0',
          peers: 1,
        })
        const { x, y, validator } = joined.identity
        await vote(network, {
          because: 'The newcomer validates',
          change: `${x}:${y}=10`,
        })
        const { pending } = await sahara('chain', 'validators', other)
        expect(pending).toMatchObject([{ address: validator, power: '10' }])
        for (const { interrupt, exited } of [node, network]) {
          interrupt()
          expect(await exited).toEqual([0, null])
        }
      },
      timeout,
    )
  },
)
