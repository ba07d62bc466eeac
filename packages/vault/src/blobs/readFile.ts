import { SaharaError } from '@sahara/protocol'
import { exporter } from 'ipfs-unixfs-exporter'
import type { BlobReader } from './BlobStore.ts'
import { parseCid } from './parseCid.ts'

export type ReadFileOptions = {
  /** First byte, 0 unless told. */
  offset?: number | undefined
  /** Bytes at most; to the end unless told. */
  length?: number | undefined
  signal?: AbortSignal | undefined
}

/**
 * Streams a file, or a range of it; a range beyond the end is cut there.
 *
 * @throws {SaharaError} `BLOB_NOT_FOUND`, `BLOB_INVALID`, `INPUT_INVALID`
 */
export async function* readFile(
  reader: BlobReader,
  cid: string,
  options: ReadFileOptions = {},
): AsyncGenerator<Uint8Array> {
  const { signal } = options
  try {
    const file = await open(reader, cid, signal)
    const { offset, length } = clampRange(options, Number(file.size))
    let left = length
    if (left === 0) return
    for await (const part of file.content({
      offset,
      length,
      blockReadConcurrency: 4,
      ...(signal ? { signal } : {}),
    })) {
      left -= part.length
      yield part
    }
    if (left !== 0) throw malformed(cid)
  } catch (cause) {
    signal?.throwIfAborted()
    if (SaharaError.isInstance(cause)) throw cause
    throw malformed(cid, cause)
  }
}

/** The size of a stored file in bytes, from its root block. */
export async function fileSize(
  reader: BlobReader,
  cid: string,
  options: { signal?: AbortSignal | undefined } = {},
): Promise<number> {
  try {
    return Number((await open(reader, cid, options.signal)).size)
  } catch (cause) {
    if (SaharaError.isInstance(cause)) throw cause
    throw malformed(cid, cause)
  }
}

/**
 * Cuts a range at the end of what it reads from.
 *
 * @throws {SaharaError} `INPUT_INVALID` unless both are whole and positive
 */
export function clampRange(
  range: { offset?: number | undefined; length?: number | undefined },
  size: number,
): { offset: number; length: number } {
  const { offset = 0, length = size } = range
  for (const value of [offset, length])
    if (!Number.isSafeInteger(value) || value < 0)
      throw new SaharaError('The range is not two whole positive numbers.', {
        code: 'INPUT_INVALID',
        details: { offset, length },
      })
  const start = Math.min(offset, size)
  return { offset: start, length: Math.min(length, size - start) }
}

async function open(reader: BlobReader, cid: string, signal?: AbortSignal) {
  const entry = await exporter(parseCid(cid), {
    get: async function* (key) {
      yield await reader.get(key.toString(), { signal })
    },
  })
  if (entry.type !== 'file' && entry.type !== 'raw') throw malformed(cid)
  return entry
}

function malformed(cid: string, cause?: unknown): SaharaError {
  return new SaharaError('The blocks do not form a file.', {
    code: 'BLOB_INVALID',
    details: { cid: cid.slice(0, 200) },
    cause,
  })
}
