import { SaharaError } from '@sahara/protocol'
import type { CID } from 'multiformats/cid'
import type { BlobReader } from './BlobStore.ts'
import { parseCid } from './parseCid.ts'

/** Which part of a file is read. */
export type ReadFileOptions = {
  /** First byte, 0 unless told. */
  offset?: number | undefined
  /** Bytes at most; to the end unless told. */
  length?: number | undefined
  signal?: AbortSignal | undefined
}

/**
 * Streams a file, or a range of it; a range beyond the end is cut there. What
 * the reader throws arrives as it is.
 *
 * @throws {SaharaError} `BLOB_NOT_FOUND`, `BLOB_INVALID`, `INPUT_INVALID`
 */
export async function* readFile(
  reader: BlobReader,
  cid: string,
  options: ReadFileOptions = {},
): AsyncGenerator<Uint8Array> {
  const { signal } = options
  const watched = watch(reader, signal)
  try {
    const file = await open(watched, cid)
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
    throw watched.toError(cid, cause)
  }
}

/** The size of a stored file in bytes, from its root block. */
export async function fileSize(
  reader: BlobReader,
  cid: string,
  options: { signal?: AbortSignal | undefined } = {},
): Promise<number> {
  const watched = watch(reader, options.signal)
  try {
    return Number((await open(watched, cid)).size)
  } catch (cause) {
    throw watched.toError(cid, cause)
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
        hint: 'Give offset and length in bytes, from 0.',
        details: { offset, length },
      })
  const start = Math.min(offset, size)
  return { offset: start, length: Math.min(length, size - start) }
}

/**
 * The blocks for the exporter, and what its failure means: a reader that fails
 * (no disk space, no permission, no answer) says nothing about the bytes.
 */
function watch(reader: BlobReader, signal: AbortSignal | undefined) {
  let failure: { error: unknown } | undefined
  return {
    get: async function* (cid: CID): AsyncGenerator<Uint8Array> {
      yield await reader
        .get(cid.toString(), { signal })
        .catch((error: unknown) => {
          failure ??= { error }
          throw error
        })
    },
    toError: (cid: string, cause: unknown): unknown => {
      if (signal?.aborted) return signal.reason
      if (failure) return failure.error
      return SaharaError.isInstance(cause) ? cause : malformed(cid, cause)
    },
  }
}

async function open({ get }: ReturnType<typeof watch>, cid: string) {
  // Only here, since programs that move no bytes start faster without it.
  const { exporter } = await import('ipfs-unixfs-exporter')
  const entry = await exporter(parseCid(cid), { get })
  if (entry.type !== 'file' && entry.type !== 'raw') throw malformed(cid)
  return entry
}

function malformed(cid: string, cause?: unknown): SaharaError {
  return new SaharaError('The blocks do not form a file.', {
    code: 'BLOB_INVALID',
    hint: 'This is not a file that Sahara wrote.',
    details: { cid: cid.slice(0, 200) },
    cause,
  })
}
