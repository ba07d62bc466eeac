import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { SaharaError } from '@sahara/protocol'
import { archiveFile, archiveSchema, type NodeArchive } from './nodeArchive.ts'
import { nodeData } from './nodeData.ts'
import { type OnArchiveProgress, runTar, unpackTar } from './runTar.ts'
import { takeNode } from './takeNode.ts'

/**
 * Puts what an archive holds into the folder of a node that has no blocks yet.
 * Nothing in it is judged again: it must come from someone the operator trusts.
 *
 * @throws {SaharaError} `INPUT_INVALID` for a file that is no archive and a
 *   node that has blocks; `CHAIN_MISMATCH` for one of another network;
 *   `NODE_FOLDER_MISSING`, `CHAIN_FOLDER_IN_USE`, `FILE_ACCESS_FAILED`
 */
export async function importNode(parameters: {
  directory: string
  file: string
  onProgress?: OnArchiveProgress | undefined
}): Promise<NodeArchive> {
  const { directory, file, onProgress } = parameters
  const { node, release } = await takeNode(directory)
  try {
    if (existsSync(join(directory, nodeData.cometbft[0])))
      throw new SaharaError(`The node of ${directory} has blocks already.`, {
        code: 'INPUT_INVALID',
        hint: 'Import into a node that was just joined, or after `sahara chain reset --all`.',
      })
    const archive = await readArchive(file)
    const isSame =
      archive.network === node.network &&
      archive.chainId === node.chainId &&
      archive.genesisHash === node.genesisHash
    if (!isSame)
      throw new SaharaError(
        `The archive is of ${archive.network}, the node of ${node.network}.`,
        {
          code: 'CHAIN_MISMATCH',
          hint: 'Export it from a node of this network.',
          details: { archive: archive.genesisHash, node: node.genesisHash },
        },
      )
    await unpack(directory, file, onProgress)
    return archive
  } finally {
    release()
  }
}

async function readArchive(file: string): Promise<NodeArchive> {
  try {
    return archiveSchema.parse(
      JSON.parse(await runTar(['-xOf', file, archiveFile])),
    )
  } catch (cause) {
    throw notArchive(file, cause)
  }
}

/** First beside, then in place: a broken archive changes nothing. */
async function unpack(
  directory: string,
  file: string,
  onProgress: OnArchiveProgress | undefined,
): Promise<void> {
  const members = [...nodeData.geth, ...nodeData.cometbft]
  const scratch = await mkdtemp(join(directory, 'import-'))
  try {
    const { size } = await stat(file)
    await unpackTar(
      file,
      ['-C', scratch, '--no-same-owner', ...members],
      (bytes) => onProgress?.(bytes, size),
    )
    await refuseLinks(file, scratch)
    for (const path of members) {
      const target = join(directory, path)
      await rm(target, { recursive: true, force: true })
      await mkdir(dirname(target), { recursive: true })
      await rename(join(scratch, path), target)
    }
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}

/** A link would have the engines read and write elsewhere. */
async function refuseLinks(file: string, folder: string): Promise<void> {
  const entries = await readdir(folder, {
    recursive: true,
    withFileTypes: true,
  })
  if (entries.every((entry) => entry.isFile() || entry.isDirectory())) return
  throw notArchive(file)
}

function notArchive(file: string, cause?: unknown): SaharaError {
  return new SaharaError(`${file} is no archive of a node.`, {
    code: 'INPUT_INVALID',
    hint: 'Make one with `sahara chain export`.',
    cause,
  })
}
