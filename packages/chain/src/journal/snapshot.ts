import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open, readdir, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { syncFolder, writeFileAtomic } from '@sahara/common'

/** The file of the snapshot taken after a block. */
export function snapshotPath(folder: string, number: number): string {
  return join(folder, `${String(number).padStart(12, '0')}.json`)
}

/**
 * Writes what `anvil_dumpState` returned (hex of gzipped JSON) as the plain
 * JSON that `--load-state` wants, with its SHA-256 beside it: a snapshot
 * without a matching checksum does not exist.
 */
export async function writeSnapshot(
  folder: string,
  number: number,
  dump: string,
): Promise<string> {
  const path = snapshotPath(folder, number)
  const temporary = `${path}.tmp`
  await rm(`${path}.sha256`, { force: true })
  const hash = createHash('sha256')
  const file = await open(temporary, 'w', 0o600)
  try {
    await pipeline(
      Readable.from([Buffer.from(dump.slice(2), 'hex')]),
      createGunzip(),
      async (source: AsyncIterable<Buffer>) => {
        for await (const chunk of source) {
          hash.update(chunk)
          await file.write(chunk)
        }
      },
    )
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(temporary, path)
  await syncFolder(folder)
  await writeFileAtomic(`${path}.sha256`, hash.digest('hex'))
  return path
}

/** Whether the snapshot of this block is there and undamaged. */
export async function hasSnapshot(
  folder: string,
  number: number,
): Promise<boolean> {
  const path = snapshotPath(folder, number)
  try {
    const hash = createHash('sha256')
    await pipeline(createReadStream(path), hash)
    return hash.digest('hex') === (await readFile(`${path}.sha256`, 'utf8'))
  } catch {
    return false
  }
}

/** Removes all snapshots but the ones listed: the journal can remake them. */
export async function dropSnapshots(
  folder: string,
  keep: number[],
): Promise<void> {
  const kept = keep.map((number) => String(number).padStart(12, '0'))
  for (const name of await readdir(folder).catch(() => []))
    if (!kept.includes(name.slice(0, 12)))
      await rm(join(folder, name), { force: true })
}
