import { existsSync } from 'node:fs'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { portsPerNode } from '@sahara/chain'
import { statusSchema } from '@sahara/protocol/api'
import { createPublicClient, http } from 'viem'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findFreePorts } from '../findFreePorts.ts'
import { startSupervisor } from '../platform/startSupervisor.ts'
import { canRunNetworks } from '../setupNetworkChain.ts'

const timeout = 240_000
const validators = 1
/** Before the nodes: the platform's own. */
const platformPorts = 10

/** Only what a running node notes on disk; Ctrl-C leaves none. */
async function notedProcesses(folder: string): Promise<string[]> {
  const names = await readdir(join(folder, 'chain'))
  const notes = names
    .map((name) => join(folder, 'chain', name, 'children'))
    .filter((path) => existsSync(path))
    .map((path) => readdir(path))
  return (await Promise.all(notes)).flat()
}

describe.skipIf(!(await canRunNetworks()))(
  '`sahara network` (needs npm run engines)',
  () => {
    let folder: string
    let port: number
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'sahara-network-command-'))
      port = await findFreePorts(
        platformPorts + (validators + 1) * portsPerNode,
      )
    })
    afterAll(() => rm(folder, { recursive: true, force: true }))

    const start = () =>
      startSupervisor({
        folder,
        port,
        command: ['network', '--validators', String(validators)],
      })

    test(
      'default: runs the platform on it, ends all on Ctrl-C, and goes on',
      async () => {
        let height = 0n
        for (const run of ['first', 'second']) {
          const { ready, nodeUrl, rpcUrl, interrupt, exited } = await start()
          expect(ready.nodes).toMatchObject([
            { name: 'validator-1', rpc: `http://127.0.0.1:${port + 10}` },
            { name: 'node-1', rpc: rpcUrl },
          ])
          const client = createPublicClient({
            transport: http(rpcUrl),
            cacheTime: 0,
          })
          const now = await client.getBlockNumber()
          expect({ run, grew: now > height }).toEqual({ run, grew: true })
          height = now
          const status = await fetch(new URL('/api/v1/status', nodeUrl))
          expect(statusSchema.parse(await status.json())).toMatchObject({
            ready: true,
            problem: null,
          })
          expect((await notedProcesses(folder)).length).toBe(6)

          interrupt()
          expect(await exited).toEqual([0, null])
          expect(await notedProcesses(folder)).toEqual([])
        }
      },
      timeout,
    )
  },
)
