import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseOptions, writeFileAtomic } from '@sahara/common'
import { SaharaError } from '@sahara/protocol'
import type { Hex } from 'viem'
import { z } from 'zod'

const hash = z.custom<Hex>(
  (value) => typeof value === 'string' && /^0x[0-9a-f]{64}$/.test(value),
)
const address = z.custom<Hex>(
  (value) => typeof value === 'string' && /^0x[0-9a-f]{40}$/.test(value),
)
const port = z.int().min(1).max(65_535)

/** How other nodes reach one. */
export const peerSchema = z.strictObject({
  host: z.string().min(1),
  /** CometBFT's name of the node, and its port for votes and blocks. */
  nodeId: z.string().regex(/^[0-9a-f]{40}$/),
  p2p: port,
  /** geth's public key, and its port for transactions. */
  enode: z.string().regex(/^[0-9a-f]{128}$/),
  gossip: port,
})

/** What `node.json` says: all that is not secret and not the same for all. */
const nodeFileSchema = z.strictObject({
  name: z.string().min(1),
  chainId: z.int().positive(),
  /** CometBFT's chain id. */
  network: z.string().min(1).max(50),
  /** Of the execution layer. */
  genesisHash: hash,
  /** That of the genesis: where nodes differ, their blocks drift apart. */
  gasLimit: z.int().positive().default(120_000_000),
  host: z.string().min(1).default('127.0.0.1'),
  ports: z.strictObject({
    /** JSON-RPC for everybody. */
    rpc: port,
    /** Between CometBFTs. */
    p2p: port,
    /** Between geths. */
    gossip: port,
    /** Only for this machine: geth's Engine API. */
    engine: port,
    /** Only for this machine: the RPC of CometBFT. */
    consensus: port,
    /** Only for this machine: figures of the bridge. */
    metrics: port,
  }),
  peers: z.array(peerSchema).default([]),
  /** Who the node is, for others; its keys are in files of their own. */
  identity: z.strictObject({
    /** The address and public key it votes with, if the DAO lets it. */
    validator: address,
    x: hash,
    y: hash,
    /** How other nodes reach it, see `peerUrl.ts`. */
    peer: z.string(),
  }),
})

export type NodeFile = z.infer<typeof nodeFileSchema>
export type Peer = z.infer<typeof peerSchema>

/** Where a node keeps what; paths in its folder. */
export const nodePaths = {
  file: 'node.json',
  socket: 'bridge.sock',
  /** geth's, for this user alone: it knows no passwords. */
  ipc: 'geth/geth.ipc',
  secret: 'jwt.hex',
  geth: 'geth',
  cometbft: 'cometbft',
  logs: 'logs',
  children: 'children',
} as const

/**
 * Reads `node.json`.
 *
 * @throws {SaharaError} `NODE_FOLDER_MISSING`, `CONFIG_INVALID`
 */
export async function readNodeFile(directory: string): Promise<NodeFile> {
  const path = join(directory, nodePaths.file)
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new SaharaError(`${directory} holds no node.`, {
      code: 'NODE_FOLDER_MISSING',
      hint: 'Make one with `sahara chain join`, `chain init` or `network`, or name another folder.',
      cause,
    })
  })
  return parseOptions({
    schema: nodeFileSchema,
    input: parseJson(text, path) as NodeFile,
    of: path,
  })
}

/** Writes `node.json`. */
export async function writeNodeFile(
  directory: string,
  file: NodeFile,
): Promise<void> {
  await writeFileAtomic(
    join(directory, nodePaths.file),
    `${JSON.stringify(file, null, 2)}\n`,
  )
}

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new SaharaError(`${path} is no JSON.`, {
      code: 'CONFIG_INVALID',
      hint: 'Mend it by hand, or restore it from a backup.',
      cause,
    })
  }
}
