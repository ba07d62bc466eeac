import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { type Common, lockFolder } from '@sahara/common'
import { genesisPath } from '@sahara/protocol/genesis'
import type { Address } from 'viem'
import { fundKeepers } from './fundKeepers.ts'
import { type SupervisedProcess, superviseProcess } from './superviseProcess.ts'
import { waitForKeepers } from './waitForKeepers.ts'
import { waitUntilReady } from './waitUntilReady.ts'

const keeperCount = 3

export type StartPlatformParameters = {
  common: Common
  /** Everything the platform keeps; made when missing. */
  dataDir: string
  /** The node's port; the chain takes the next one, the keepers the three after. */
  port: number
  /**
   * Runs once against a node that nobody else sees yet, so that the platform
   * is ready only when this is done.
   */
  prepare?:
    | ((urls: { nodeUrl: string; rpcUrl: string }) => Promise<void>)
    | undefined
  /** Told at each step, for people who wait. */
  onStep: (text: string) => void
}

export type Platform = {
  nodeUrl: string
  rpcUrl: string
  keepers: { address: Address; url: string }[]
  close: () => Promise<void>
}

/**
 * Runs the whole platform on this machine: the embedded chain, three keepers
 * and the node, each a process of its own, in the order in which they need
 * one another. They stop in the reverse order.
 *
 * @throws {SaharaError} `COMMON_FOLDER_IN_USE`, `SUPERVISOR_START_FAILED`
 */
export async function startPlatform(
  parameters: StartPlatformParameters,
): Promise<Platform> {
  const { common, dataDir, port, onStep } = parameters
  await mkdir(dataDir, { recursive: true, mode: 0o700 })
  const lock = lockFolder(dataDir)
  const processes: SupervisedProcess[] = []

  async function close(): Promise<void> {
    for (const running of processes.splice(0).reverse()) await running.stop()
    lock.release()
  }

  async function start(
    name: string,
    module: string,
    args: readonly string[],
  ): Promise<SupervisedProcess> {
    const running = await superviseProcess({
      common,
      name,
      module,
      args: [...args, '--json', '--stop-with-parent'],
    })
    processes.push(running)
    return running
  }

  const rpcUrl = loopback(port + 1)

  async function startNode(nodePort: number): Promise<SupervisedProcess> {
    const node = await start('node', '@sahara/node/bin', [
      ...folderAndPort(join(dataDir, 'node'), nodePort),
      ...['--rpc', rpcUrl],
    ])
    await waitUntilReady({ common, url: String(node.ready.url) })
    return node
  }

  try {
    onStep('Starting the chain')
    await start('chain', '@sahara/chain/bin', [
      ...folderAndPort(join(dataDir, 'chain'), port + 1),
      ...['--genesis', genesisPath],
    ])

    onStep('Starting the keepers')
    const keepers = []
    for (let index = 0; index < keeperCount; index++) {
      const url = loopback(port + 2 + index)
      const keeper = await start(
        `keeper-${index + 1}`,
        '@sahara/node/keeper-bin',
        [
          ...folderAndPort(
            join(dataDir, `keeper-${index + 1}`),
            port + 2 + index,
          ),
          ...['--rpc', rpcUrl, '--public-url', url, '--register'],
        ],
      )
      keepers.push({ address: keeper.ready.address as Address, url })
    }
    const addresses = keepers.map(({ address }) => address)
    await fundKeepers({ rpcUrl, keepers: addresses })
    await waitForKeepers({ common, rpcUrl, keepers: addresses })

    onStep('Starting the node')
    if (parameters.prepare) {
      const node = await startNode(0)
      await parameters.prepare({ nodeUrl: String(node.ready.url), rpcUrl })
      await node.stop()
      processes.pop()
    }
    await startNode(port)
    const nodeUrl = loopback(port)
    return { nodeUrl, rpcUrl, keepers, close }
  } catch (error) {
    await close()
    throw error
  }
}

function loopback(port: number): string {
  return `http://127.0.0.1:${port}`
}

function folderAndPort(folder: string, port: number): string[] {
  return ['--data', folder, '--port', String(port)]
}
