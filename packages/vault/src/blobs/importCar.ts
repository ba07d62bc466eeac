import { asyncIterableReader, readHeader } from '@ipld/car/decoder'
import { SaharaError } from '@sahara/protocol'
import { varint } from 'multiformats'
import { CID } from 'multiformats/cid'
import { toByteStream } from '../internal/toByteStream.ts'
import type { BlobOptions, BlobStore, ByteSource } from './BlobStore.ts'
import { linksOf } from './linksOf.ts'
import { dagPbCode, isBlobCid, parseCid } from './parseCid.ts'
import { blockTooLarge, maxBlockBytes, verifyBlock } from './verifyBlock.ts'

export type ImportCarParameters = BlobOptions & {
  source: ByteSource
  /** The root the archive must have. @default whatever single root it names */
  root?: string | undefined
  /** Bytes of all blocks together. @default no limit */
  maxBytes?: number | undefined
}

export type ImportCarReturnType = {
  cid: string
  blocks: number
  /** Bytes of all blocks together. */
  bytes: number
}

type Reader = ReturnType<typeof asyncIterableReader>

/** A CIDv1 of sha2-256 in bytes: version, codec, hash, length, digest. */
const cidBytes = 36
const maxHeaderBytes = 1024

/**
 * Stores the file in a CARv1 archive. Each block is verified before it is
 * stored; only blocks under the root are taken; the blocks above the data are
 * stored when all below them is there, the root last. So a store never has the
 * root of a file it does not have.
 *
 * @throws {SaharaError} `BLOB_INVALID` on a wrong hash, a block that does not
 * belong to the file, a missing block, or any other root; `BLOB_TOO_LARGE`
 */
export async function importCar(
  store: BlobStore,
  parameters: ImportCarParameters,
): Promise<ImportCarReturnType> {
  const { source, maxBytes = Number.POSITIVE_INFINITY, signal } = parameters
  const reader = asyncIterableReader(toByteStream(source, signal))
  const root = await readRoot(reader)
  if (parameters.root !== undefined && parameters.root !== root.toString())
    throw malformed('The archive has another root than asked for.')

  const wanted = new Set([root.toString()])
  const taken = new Set<string>()
  const nodes: { cid: string; block: Uint8Array }[] = []
  let bytes = 0
  for (;;) {
    const section = await readSection(reader, maxBytes - bytes)
    if (!section) break
    const { cid, block } = section
    const name = cid.toString()
    if (taken.has(name)) throw malformed('The archive has a block twice.')
    if (!wanted.delete(name))
      throw malformed('The archive has a block of something else.')
    await verifyBlock(cid, block)
    taken.add(name)
    bytes += block.length
    for (const link of linksOf(cid, block)) {
      const child = link.toString()
      if (!taken.has(child)) wanted.add(child)
    }
    if (cid.code === dagPbCode) nodes.push({ cid: name, block: block.slice() })
    else await store.put(name, block)
  }
  if (wanted.size > 0) throw malformed('The archive misses a block.')
  for (const { cid, block } of nodes.reverse()) await store.put(cid, block)
  return { cid: root.toString(), blocks: taken.size, bytes }
}

async function readRoot(reader: Reader): Promise<CID> {
  const peek = await reader.upTo(10)
  if (decodeLength(peek).value > maxHeaderBytes)
    throw malformed('The archive has a header that is too long.')
  try {
    const { roots } = await readHeader(reader, 1)
    const [root] = roots
    if (roots.length !== 1 || !root) throw malformed('It needs one root.')
    return parseCid(root.toString())
  } catch (error) {
    throw SaharaError.isInstance(error)
      ? error
      : malformed('The archive has no valid header.', error)
  }
}

async function readSection(
  reader: Reader,
  bytesLeft: number,
): Promise<{ cid: CID; block: Uint8Array } | undefined> {
  const peek = await reader.upTo(10)
  if (peek.length === 0) return undefined
  const { value: length, size } = decodeLength(peek)
  const blockLength = length - cidBytes
  if (blockLength < 0) throw malformed('The archive has a block without CID.')
  // Before anything of that length is read into memory.
  if (blockLength > maxBlockBytes) throw blockTooLarge('unknown')
  if (blockLength > bytesLeft)
    throw new SaharaError('The archive is larger than allowed.', {
      code: 'BLOB_TOO_LARGE',
      hint: 'Bring its files one by one, or raise the limit.',
    })
  try {
    reader.seek(size)
    const cid = CID.decode(await reader.exactly(cidBytes, true))
    if (!isBlobCid(cid)) throw malformed('The archive has a foreign CID.')
    return { cid, block: await reader.exactly(blockLength, true) }
  } catch (error) {
    throw SaharaError.isInstance(error) || isAbort(error)
      ? error
      : malformed('The archive ends within a block.', error)
  }
}

function decodeLength(bytes: Uint8Array): { value: number; size: number } {
  try {
    const [value, size] = varint.decode(bytes)
    return { value, size }
  } catch (cause) {
    throw malformed('The archive has no valid length.', cause)
  }
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError'
}

function malformed(message: string, cause?: unknown): SaharaError {
  return new SaharaError(message, {
    code: 'BLOB_INVALID',
    hint: 'Fetch it from another peer.',
    cause,
  })
}
