import { randomUUID } from 'node:crypto'
import {
  access,
  mkdir,
  open,
  opendir,
  readFile,
  rename,
  rm,
  stat,
} from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { SaharaError } from '@sahara/protocol'
import type { BlobStore } from '../blobs/BlobStore.ts'
import { blobNotFound } from '../blobs/blobNotFound.ts'
import { parseCid } from '../blobs/parseCid.ts'
import { verifyBlock } from '../blobs/verifyBlock.ts'

/** Unfinished writes older than this were left by a crash. */
const staleMs = 24 * 60 * 60 * 1000

export type CreateDiskBlobStoreParameters = {
  /** Created when the first block is kept. */
  directory: string
  now?: (() => number) | undefined
}

/**
 * Keeps each block in a file of its own: `<directory>/<two letters>/<cid>`.
 * After a crash a block is there whole or not at all. Several processes may
 * share the folder. A block damaged on disk is reported as `BLOB_INVALID`,
 * and healed by putting it again.
 */
export function createDiskBlobStore(
  parameters: CreateDiskBlobStoreParameters,
): BlobStore {
  const { directory, now = Date.now } = parameters
  const temporaryFolder = join(directory, 'tmp')
  let prepared: Promise<void> | undefined

  const folderOf = (cid: string) => join(directory, cid.slice(-3, -1))
  const pathOf = (cid: string) => {
    parseCid(cid)
    return join(folderOf(cid), cid)
  }
  const prepare = async () => {
    await makeFolder(temporaryFolder)
    for await (const entry of await opendir(temporaryFolder)) {
      const path = join(temporaryFolder, entry.name)
      const age = await stat(path).then(
        (status) => now() - status.mtimeMs,
        () => 0,
      )
      if (age > staleMs) await rm(path, { force: true })
    }
  }
  const read = async (cid: string) => {
    const block = await readFile(pathOf(cid)).catch((error: unknown) => {
      throw isMissing(error) ? blobNotFound(cid, error) : error
    })
    const bytes = new Uint8Array(
      block.buffer,
      block.byteOffset,
      block.byteLength,
    )
    await verifyBlock(parseCid(cid), bytes)
    return bytes
  }

  return {
    has: async (cid) =>
      access(pathOf(cid)).then(
        () => true,
        (error: unknown) => {
          if (isMissing(error)) return false
          throw error
        },
      ),
    get: read,
    put: async (cid, block) => {
      const path = pathOf(cid)
      await verifyBlock(parseCid(cid), block)
      const kept = await read(cid).then(
        () => true,
        (error: unknown) => {
          if (SaharaError.isInstance(error)) return false
          throw error
        },
      )
      if (kept) return
      prepared ??= prepare().catch((error: unknown) => {
        prepared = undefined
        throw error
      })
      await prepared
      await makeFolder(folderOf(cid))
      const temporary = join(temporaryFolder, randomUUID())
      try {
        const file = await open(temporary, 'wx')
        try {
          await file.writeFile(block)
          await file.sync()
        } finally {
          await file.close()
        }
        await rename(temporary, path)
      } catch (error) {
        await rm(temporary, { force: true })
        throw error
      }
      await syncFolder(folderOf(cid))
    },
    delete: async (cid) => rm(pathOf(cid), { force: true }),
    list: async function* () {
      for await (const folder of foldersOf(directory)) {
        if (folder.length !== 2) continue
        for await (const name of foldersOf(join(directory, folder)))
          if (isCid(name)) yield name
      }
    },
  }
}

async function* foldersOf(path: string): AsyncGenerator<string> {
  try {
    for await (const entry of await opendir(path)) yield entry.name
  } catch (error) {
    if (!isMissing(error)) throw error
  }
}

function isCid(name: string): boolean {
  try {
    parseCid(name)
    return true
  } catch {
    return false
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT'
}

/** Makes a folder, and its name in the folder above it durable. */
async function makeFolder(path: string): Promise<void> {
  const first = await mkdir(path, { recursive: true })
  if (first === undefined) return
  await syncFolder(dirname(first))
  if (first !== path) await syncFolder(dirname(path))
}

/** Makes the names in a folder durable. Windows has no such call. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
