import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { SaharaError } from '@sahara/protocol'
import { z } from 'zod'
import type { NetworkNode } from './readNetworkState.ts'

const port = z.int()

/** What we show of a node's `node.json`. */
export const nodeSchema = z.object({
  name: z.string(),
  network: z.string(),
  chainId: port,
  host: z.string(),
  ports: z.object({ rpc: port, consensus: port, metrics: port }),
  identity: z.object({
    validator: z.string(),
    x: z.string(),
    y: z.string(),
    peer: z.string(),
  }),
})

export type StoredNode = z.infer<typeof nodeSchema>

/**
 * The node of a folder.
 *
 * @throws {SaharaError} `NODE_FOLDER_MISSING`
 */
export async function readNode(folder: string): Promise<StoredNode> {
  try {
    const text = await readFile(join(folder, 'node.json'), 'utf8')
    return nodeSchema.parse(JSON.parse(text))
  } catch (cause) {
    throw new SaharaError(`${folder} holds no node of Sahara chain.`, {
      code: 'NODE_FOLDER_MISSING',
      hint: 'Make one with `sahara chain join`; those of `sahara network` lie in the folder chain of its data.',
      cause,
    })
  }
}

/** Where a node of this machine answers. */
export function toEndpoints(node: StoredNode): NetworkNode {
  const { name, host, ports } = node
  return {
    name,
    rpc: `http://${host}:${ports.rpc}`,
    consensus: `http://127.0.0.1:${ports.consensus}`,
    metrics: `http://127.0.0.1:${ports.metrics}`,
  }
}
