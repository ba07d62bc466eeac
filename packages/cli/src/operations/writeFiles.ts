import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { mkdir, rename } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { AssetId } from '@sahara/protocol'
import type { OpenAssetReturnType } from '@sahara/sdk'
import type { ManifestFile } from '@sahara/vault'
import type { Progress } from '../terminal/createProgress.ts'
import { toShortId } from '../terminal/words.ts'

/**
 * Writes the files of an opened version into a folder that appears at once and
 * whole. Until then they lie beside it, and a call that was interrupted keeps
 * those that are whole.
 */
export async function writeFiles(
  opened: OpenAssetReturnType,
  parameters: { target: string; assetId: AssetId; progress: Progress },
): Promise<void> {
  const { files, version, read } = opened
  const { target, assetId, progress } = parameters
  const partial = join(
    dirname(target),
    `.${basename(target)}.${toShortId(assetId)}-${version}.partial`,
  )
  await mkdir(partial, { recursive: true })
  const size = files.reduce((sum, file) => sum + file.size, 0)
  progress.step('Opening', size)
  let done = 0
  async function* counted(file: ManifestFile): AsyncGenerator<Uint8Array> {
    for await (const part of read(file)) {
      yield part
      done += part.length
      progress.update(done)
    }
  }
  for (const file of files) {
    const path = join(partial, file.path)
    if (await isWhole(path, file)) {
      done += file.size
      progress.update(done)
      continue
    }
    await mkdir(dirname(path), { recursive: true })
    await pipeline(counted(file), createWriteStream(path))
  }
  await rename(partial, target)
}

/** The file as the manifest describes it, from the time before. */
async function isWhole(path: string, file: ManifestFile): Promise<boolean> {
  const hash = createHash('sha256')
  try {
    await pipeline(createReadStream(path), hash)
  } catch {
    return false
  }
  return hash.digest('hex') === file.sha256
}
