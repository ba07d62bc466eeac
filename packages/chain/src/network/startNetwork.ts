import { join } from 'node:path'
import { type Clock, type Logger, lockFolder } from '@sahara/common'
import type { SaharaError } from '@sahara/protocol'
import type { Engines } from '../engines/findEngines.ts'
import { type RunningNode, startNode } from '../validator/startNode.ts'
import { callRpc } from './callRpc.ts'
import type { NetworkFile } from './networkFile.ts'

/** A network on this machine. */
export type RunningNetwork = {
  /** Validators first. */
  nodes: RunningNode[]
  /** Settles with the reason when a node cannot go on. */
  failed: Promise<SaharaError>
  close: () => Promise<void>
}

const pollMs = 100

/**
 * Runs all nodes of a network that `initNetwork` made, and waits until each of
 * them has seen a new block.
 *
 * @throws {SaharaError} what keeps a node from starting
 */
export async function startNetwork(parameters: {
  directory: string
  network: NetworkFile
  engines: Engines
  clock: Clock
  logger: Logger
}): Promise<RunningNetwork> {
  const { directory, network, clock } = parameters
  const lock = lockFolder(directory)
  const nodes: RunningNode[] = []
  async function close(): Promise<void> {
    await Promise.all(nodes.map((node) => node.close()))
    lock.release()
  }
  try {
    for (const name of network.nodes)
      nodes.push(
        await startNode({ ...parameters, directory: join(directory, name) }),
      )
    const failed = Promise.race(nodes.map((node) => node.failed))
    await Promise.race([
      Promise.all(nodes.map((node) => waitForBlock(node, clock))),
      failed.then((reason) => Promise.reject(reason)),
    ])
    return { nodes, failed, close }
  } catch (error) {
    await close()
    throw error
  }
}

/** Waits until a node has a block it did not have when it began to answer. */
async function waitForBlock(node: RunningNode, clock: Clock): Promise<void> {
  let first: number | undefined
  for (;;) {
    const height = await heightOf(node).catch(() => undefined)
    if (height !== undefined) {
      first ??= height
      if (height > first) return
    }
    await clock.sleep(pollMs)
  }
}

async function heightOf(node: RunningNode): Promise<number> {
  return Number(await callRpc(node.rpcUrl, 'eth_blockNumber', []))
}
