import { createReadStream, type Stats } from 'node:fs'
import { lstat, readdir } from 'node:fs/promises'
import { basename, join, relative, sep } from 'node:path'
import { SaharaError } from '@sahara/protocol'
import type { SealedFileSource } from '@sahara/vault'

/** A file on disk that is to be published. */
export type ListedFile = SealedFileSource & {
  /** Milliseconds since the Unix epoch; with the size it tells a change. */
  modifiedAt: number
}

/**
 * The files of a folder, or the one file, in the order of their paths. A
 * symbolic link is refused: what it leads to may not be meant.
 *
 * @throws {SaharaError} `INPUT_INVALID`
 */
export async function listFiles(root: string): Promise<ListedFile[]> {
  const status = await lstat(root).catch((cause: unknown) => {
    throw new SaharaError(`${root} cannot be read.`, {
      code: 'INPUT_INVALID',
      hint: 'Name a folder, or a file.',
      cause,
    })
  })
  if (status.isFile()) return [toFile(root, basename(root), status)]
  const entries = await readdir(root, { recursive: true, withFileTypes: true })
  const files: ListedFile[] = []
  for (const entry of entries) {
    if (entry.isDirectory()) continue
    const path = join(entry.parentPath, entry.name)
    if (!entry.isFile())
      throw new SaharaError(`${path} is no plain file.`, {
        code: 'INPUT_INVALID',
        hint: 'Replace links by what they lead to, or take it away.',
      })
    const name = relative(root, path).split(sep).join('/')
    files.push(toFile(path, name, await lstat(path)))
  }
  if (files.length > 0) return files.sort((a, b) => (a.path < b.path ? -1 : 1))
  throw new SaharaError(`${root} holds no files.`, {
    code: 'INPUT_INVALID',
    hint: 'Put in what you want to publish.',
  })
}

function toFile(file: string, path: string, status: Stats): ListedFile {
  return {
    path,
    size: status.size,
    modifiedAt: status.mtimeMs,
    stream: () => createReadStream(file),
  }
}
