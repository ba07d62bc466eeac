import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open, readdir, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { syncFolder, writeFileAtomic } from '@sahara/common'

const unzip = promisify(gunzip)

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
  const json = await unzip(Buffer.from(dump.slice(2), 'hex'))
  const state = Buffer.from(withOneGenesis(json.toString()))
  const file = await open(temporary, 'w', 0o600)
  try {
    await file.writeFile(state)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(temporary, path)
  await syncFolder(folder)
  const sha256 = createHash('sha256').update(state).digest('hex')
  await writeFileAtomic(`${path}.sha256`, sha256)
  return path
}

/**
 * An anvil that starts from a state has a first block of its own besides the
 * one of that state, dumps both, and takes whichever it loads last for block 0:
 * the chain would sometimes seem to be another one. The true one is the oldest.
 */
function withOneGenesis(json: string): string {
  const state = JSON.parse(json) as { blocks: DumpedBlock[] }
  const firsts = state.blocks.filter(isFirst)
  const oldest = Math.min(...firsts.map(timeOf))
  state.blocks = state.blocks.filter(
    (block) => !isFirst(block) || timeOf(block) === oldest,
  )
  return JSON.stringify(state)
}

type DumpedBlock = { header: { number: string; timestamp: string } }

const isFirst = ({ header }: DumpedBlock) => Number(header.number) === 0
const timeOf = ({ header }: DumpedBlock) => Number(header.timestamp)

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
