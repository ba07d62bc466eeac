import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'

/** What the files below a folder take, while others write and delete there. */
export async function folderBytes(folder: string): Promise<number> {
  let total = 0
  const entries = await readdir(folder, {
    withFileTypes: true,
    recursive: true,
  })
  for (const entry of entries) {
    if (!entry.isFile()) continue
    const path = join(entry.parentPath, entry.name)
    const { blocks } = await stat(path).catch(() => ({ blocks: 0 }))
    total += blocks * 512
  }
  return total
}
