import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseOptions, writeFileAtomic } from '@sahara/common'
import { z } from 'zod'

/** What `network.json` says of a network on one machine. */
const networkFileSchema = z.strictObject({
  chainId: z.int().positive(),
  network: z.string().min(1),
  firstPort: z.int().min(1).max(65_535),
  validators: z.int().min(1),
  /** Names of the nodes, which are those of their folders. */
  nodes: z.array(z.string().min(1)).min(1),
})

export type NetworkFile = z.infer<typeof networkFileSchema>

const fileName = 'network.json'

/** The network of a folder; undefined when it has none. */
export async function readNetworkFile(
  directory: string,
): Promise<NetworkFile | undefined> {
  const path = join(directory, fileName)
  const text = await readFile(path, 'utf8').catch(() => undefined)
  if (text === undefined) return undefined
  return parseOptions({
    schema: networkFileSchema,
    input: JSON.parse(text) as NetworkFile,
    of: path,
  })
}

/** Writes `network.json`. */
export async function writeNetworkFile(
  directory: string,
  file: NetworkFile,
): Promise<void> {
  await writeFileAtomic(
    join(directory, fileName),
    `${JSON.stringify(file, null, 2)}\n`,
  )
}
