import { open, readdir, readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { writeFileAtomic } from '@sahara/common'
import { SaharaError } from '@sahara/protocol'
import {
  type BlockRecord,
  decodeSegment,
  encodeRecord,
  type SegmentHeader,
} from './codec.ts'

/** The journal segment that new blocks are written to. */
export type Segment = {
  header: SegmentHeader
  /** Writes a block; when this resolves, the block survives a power cut. */
  append: (block: BlockRecord) => Promise<void>
  close: () => Promise<void>
}

/** All that stands in a segment. */
export type SegmentContent = { header: SegmentHeader; blocks: BlockRecord[] }

const extension = '.journal'

/** The file of the segment that goes on from a block. */
export function segmentPath(folder: string, startNumber: number): string {
  return join(folder, `${String(startNumber).padStart(12, '0')}${extension}`)
}

/** The start numbers of all segments, the oldest first. */
export async function listSegments(folder: string): Promise<number[]> {
  const names = await readdir(folder).catch(() => [])
  return names
    .filter((name) => /^\d{12}\.journal$/.test(name))
    .map((name) => Number(name.slice(0, -extension.length)))
    .sort((a, b) => a - b)
}

/** Begins a segment: the file appears with its header or not at all. */
export async function createSegment(
  folder: string,
  header: SegmentHeader,
): Promise<void> {
  await writeFileAtomic(
    segmentPath(folder, header.startNumber),
    encodeRecord({ kind: 'header', header }),
  )
}

/**
 * Reads a segment that has a successor, so that nothing of it may be torn.
 *
 * @throws {SaharaError} `CHAIN_JOURNAL_CORRUPT`
 */
export async function readClosedSegment(path: string): Promise<SegmentContent> {
  const bytes = await readFile(path)
  const content = decodeSegment(bytes, basename(path))
  if (content.soundBytes !== bytes.length)
    throw new SaharaError(`The chain journal ${basename(path)} is cut short.`, {
      code: 'CHAIN_JOURNAL_CORRUPT',
      hint: 'Restore the chain folder from a backup.',
      details: { name: basename(path), offset: content.soundBytes },
    })
  return content
}

/**
 * Opens the newest segment for appending. A torn last record is cut off, and
 * kept beside the segment for whoever wants to look at it.
 */
export async function openSegment(
  path: string,
): Promise<{ segment: Segment; content: SegmentContent; cutBytes: number }> {
  const bytes = await readFile(path)
  const { soundBytes, ...content } = decodeSegment(bytes, basename(path))
  const cutBytes = bytes.length - soundBytes
  if (cutBytes > 0)
    await writeFileAtomic(`${path}.cut`, bytes.subarray(soundBytes))

  const file = await open(path, 'r+')
  let end = soundBytes
  if (cutBytes > 0) {
    await file.truncate(end)
    await file.sync()
  }
  return {
    content,
    cutBytes,
    segment: {
      header: content.header,
      append: async (block) => {
        const record = encodeRecord({ kind: 'block', block })
        try {
          await writeAll(record)
          await file.datasync()
        } catch (cause) {
          // Half a record must not stay in front of the next one.
          await file.truncate(end).catch(() => {})
          throw cause
        }
        end += record.length
      },
      close: () => file.close(),
    },
  }

  async function writeAll(record: Buffer): Promise<void> {
    let written = 0
    while (written < record.length) {
      const { bytesWritten } = await file.write(
        record,
        written,
        record.length - written,
        end + written,
      )
      written += bytesWritten
    }
  }
}
