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
  /** A chain that runs already; the embedded chain unless told. */
  rpcUrl?: string | undefined
  /** RPC of CometBFT of that chain; none unless told. */
  consensusUrl?: string | undefined
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

/** The running platform. */
export type Platform = {
  nodeUrl: string
  rpcUrl: string
  keepers: { address: Address; url: string }[]
  close: () => Promise<void>
}

/**
 * Runs the whole platform on this machine: its chain first, then
 * three keepers and the node, each a process of its own. They stop in the
 * reverse order.
 *
 * @throws {SaharaError} `COMMON_FOLDER_IN_USE`, `SUPERVISOR_START_FAILED`
 */
export async function startPlatform(
  parameters: StartPlatformParameters,
): Promise<Platform> {
  const { common, dataDir, port, consensusUrl, onStep } = parameters
  await mkdir(dataDir, { recursive: true, mode: 0o700 })
  const lock = lockFolder(dataDir)
  // By the order of starting; a place is empty until its process is ready.
  const processes: (SupervisedProcess | undefined)[] = []

  async function close(): Promise<void> {
    for (const running of processes.splice(0).reverse()) await running?.stop()
    lock.release()
  }

  async function start(
    name: string,
    module: string,
    args: readonly string[],
  ): Promise<SupervisedProcess> {
    const place = processes.push(undefined) - 1
    const running = await superviseProcess({
      common,
      name,
      module,
      args: [...args, '--stop-with-parent'],
    })
    processes[place] = running
    return running
  }

  const rpcUrl = parameters.rpcUrl ?? loopback(port + 1)

  async function startKeepers(): Promise<Platform['keepers']> {
    const keepers = await allOf(
      Array.from({ length: keeperCount }, async (_, index) => {
        const keeperPort = port + 2 + index
        const name = `keeper-${index + 1}`
        const url = loopback(keeperPort)
        const { ready } = await start(name, '@sahara/node/keeper-bin', [
          ...folderAndPort(join(dataDir, name), keeperPort),
          ...['--rpc', rpcUrl, '--public-url', url, '--register', '--rejoin'],
        ])
        return { address: ready.address as Address, url }
      }),
    )
    const addresses = keepers.map(({ address }) => address)
    await fundKeepers({ rpcUrl, keepers: addresses })
    await waitForKeepers({ common, rpcUrl, keepers: addresses })
    return keepers
  }

  async function startNode(nodePort: number): Promise<SupervisedProcess> {
    const node = await start('node', '@sahara/node/bin', [
      ...folderAndPort(join(dataDir, 'node'), nodePort),
      ...['--rpc', rpcUrl],
      ...(consensusUrl === undefined ? [] : ['--consensus', consensusUrl]),
    ])
    await waitUntilReady({ common, url: String(node.ready.url), onStep })
    return node
  }

  try {
    if (!parameters.rpcUrl) {
      onStep('Starting the chain')
      await start('chain', '@sahara/chain/bin', [
        ...folderAndPort(join(dataDir, 'chain'), port + 1),
        ...['--genesis', genesisPath],
      ])
    }

    onStep('Starting the keepers and the node')
    const [keepers, node] = await allOf([
      startKeepers(),
      startNode(parameters.prepare ? 0 : port),
    ])
    if (parameters.prepare) {
      await parameters.prepare({ nodeUrl: String(node.ready.url), rpcUrl })
      await node.stop()
      processes.pop()
      await startNode(port)
    }
    return { nodeUrl: loopback(port), rpcUrl, keepers, close }
  } catch (error) {
    await close()
    throw error
  }
}

/** Like `Promise.all`, but leaves nothing running when one of them fails. */
async function allOf<const T extends readonly Promise<unknown>[]>(
  tasks: T,
): Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }> {
  await Promise.allSettled(tasks)
  return Promise.all(tasks)
}

function loopback(port: number): string {
  return `http://127.0.0.1:${port}`
}

function folderAndPort(folder: string, port: number): string[] {
  return ['--data', folder, '--port', String(port)]
}
