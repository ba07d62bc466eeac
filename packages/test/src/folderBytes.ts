import { lstat, readdir } from 'node:fs/promises'
import { join } from 'node:path'

const blockBytes = 512

/** What a folder takes on disk; files may go while this looks. */
export async function folderBytes(folder: string): Promise<number> {
  const entries = await readdir(folder, {
    recursive: true,
    withFileTypes: true,
  })
  const sizes = await Promise.all(
    entries.map(({ parentPath, name }) =>
      lstat(join(parentPath, name)).then(
        ({ blocks }) => blocks * blockBytes,
        () => 0,
      ),
    ),
  )
  return sizes.reduce((sum, size) => sum + size, 0)
}
