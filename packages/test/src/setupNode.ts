import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Clock } from '@sahara/common'
import { startNode } from '@sahara/node'
import { createSaharaClient, type SaharaClient } from '@sahara/sdk'
import { accountAt } from './accounts.ts'
import { setupChain, type TestChain } from './setupChain.ts'

export type NodeSetup = {
  chain: TestChain
  nodeUrl: string
  /** A developer's account with a journal of its own. */
  clientOf: (index: number) => SaharaClient
  /** Stops the node and starts it anew on its folder. */
  restart: (changes?: { rebuild?: boolean }) => Promise<void>
  close: () => Promise<void>
}

/** The real chain and a node on it, for what needs no keeper. */
export async function setupNode(
  options: { clock?: Clock } = {},
): Promise<NodeSetup> {
  const { clock } = options
  const chain = await setupChain({ clock })
  const folder = await mkdtemp(join(tmpdir(), 'sahara-test-node-'))
  const start = (changes: { rebuild?: boolean } = {}) =>
    startNode({
      ...changes,
      dataDir: folder,
      rpcUrl: chain.url,
      logLevel: 'silent',
      clock,
    })
  let node = await start()
  const setup: NodeSetup = {
    chain,
    nodeUrl: node.url,
    clientOf: (index) =>
      createSaharaClient({
        rpcUrl: chain.url,
        nodeUrl: setup.nodeUrl,
        account: accountAt(index),
        clock,
      }),
    restart: async (changes) => {
      await node.close()
      node = await start(changes)
      setup.nodeUrl = node.url
    },
    close: async () => {
      await node.close()
      await chain.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
  return setup
}
