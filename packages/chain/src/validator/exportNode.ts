import { existsSync } from 'node:fs'
import { link, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { SaharaError } from '@sahara/protocol'
import { consensusDataGone } from './consensusDataGone.ts'
import { archiveFile, type NodeArchive } from './nodeArchive.ts'
import { nodeData } from './nodeData.ts'
import { type OnArchiveProgress, packTar } from './runTar.ts'
import { takeNode } from './takeNode.ts'

/**
 * Writes what a stopped node has of its chain into an archive, for a node that
 * joins: no keys are in it. The file is there as a whole or not at all.
 *
 * @throws {SaharaError} `INPUT_INVALID` when the file is there already;
 *   `NODE_FOLDER_MISSING`, `CHAIN_FOLDER_IN_USE`, `NODE_FOLDER_DAMAGED`,
 *   `FILE_ACCESS_FAILED`
 */
export async function exportNode(parameters: {
  directory: string
  file: string
  onProgress?: OnArchiveProgress | undefined
}): Promise<NodeArchive & { bytes: number }> {
  const { directory, onProgress } = parameters
  const file = resolve(parameters.file)
  if (existsSync(file)) throw exists(file)
  const { node, release } = await takeNode(directory)
  // Beside the file: so that a link makes it appear at once, and never over another.
  const scratch = await mkdtemp(join(dirname(file), '.sahara-export-')).catch(
    (cause: unknown) => {
      release()
      throw new SaharaError(`Nothing can be written beside ${file}.`, {
        code: 'FILE_ACCESS_FAILED',
        hint: 'Name a file in a folder that is there and yours.',
        cause,
      })
    },
  )
  try {
    const { network, chainId, genesisHash } = node
    const archive = {
      ...{ format: 'sahara-node-data-1', network, chainId, genesisHash },
    } satisfies NodeArchive
    await writeFile(join(scratch, archiveFile), JSON.stringify(archive))
    const members = [...nodeData.geth, ...nodeData.cometbft].filter((path) =>
      existsSync(join(directory, path)),
    )
    if (members.length < nodeData.geth.length + nodeData.cometbft.length)
      throw consensusDataGone(directory)
    const partial = join(scratch, 'partial')
    const total = await bytesOf(members.map((path) => join(directory, path)))
    await packTar(
      partial,
      ['-C', scratch, archiveFile, '-C', resolve(directory), ...members],
      (bytes) => onProgress?.(Math.min(bytes, total), total),
    )
    await link(partial, file).catch((cause: unknown) => {
      throw exists(file, cause)
    })
    return { ...archive, bytes: (await stat(file)).size }
  } finally {
    await rm(scratch, { recursive: true, force: true })
    release()
  }
}

/** Of all files in folders; an archive of them is a little larger. */
async function bytesOf(folders: readonly string[]): Promise<number> {
  let total = 0
  for (const folder of folders)
    for (const name of await readdir(folder, { recursive: true }))
      total += (await stat(join(folder, name))).size
  return total
}

function exists(file: string, cause?: unknown): SaharaError {
  return new SaharaError(`${file} exists already.`, {
    code: 'INPUT_INVALID',
    hint: 'Give a path where nothing is yet.',
    cause,
  })
}
