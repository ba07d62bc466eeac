import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { nodeData, writeAheadLog } from './nodeData.ts'
import type { NodeFile } from './nodeFile.ts'
import { takeNode } from './takeNode.ts'

/** `geth`: what geth made of the blocks; `all`: the blocks too. */
export type ResetScope = 'geth' | 'all'

/**
 * Deletes what a stopped node has of its chain. Its keys stay, and so does
 * what it voted on: a validator without that would vote a second time.
 *
 * @throws {SaharaError} `NODE_FOLDER_MISSING`, `CHAIN_FOLDER_IN_USE`
 */
export async function resetNode(parameters: {
  directory: string
  scope: ResetScope
}): Promise<NodeFile> {
  const { directory, scope } = parameters
  const { node, release } = await takeNode(directory)
  try {
    const paths: string[] = [
      ...nodeData.geth,
      ...(scope === 'all' ? [...nodeData.cometbft, writeAheadLog] : []),
    ]
    for (const path of paths)
      await rm(join(directory, path), { recursive: true, force: true })
    return node
  } finally {
    release()
  }
}
