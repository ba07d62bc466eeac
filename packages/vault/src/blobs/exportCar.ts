import * as CarBufferWriter from '@ipld/car/buffer-writer'
import { varint } from 'multiformats'
import type { CID } from 'multiformats/cid'
import type { BlobOptions, BlobReader } from './BlobStore.ts'
import { parseCid } from './parseCid.ts'
import { walkFile } from './walkFile.ts'

/**
 * A file as a CARv1 stream: one root, blocks depth first, each once.
 *
 * @throws {SaharaError} `BLOB_NOT_FOUND`, `BLOB_INVALID`
 */
export async function* exportCar(
  reader: BlobReader,
  root: string,
  options: BlobOptions = {},
): AsyncGenerator<Uint8Array> {
  const walk = walkFile(reader, root, options)
  // The first block comes before the header, so that a store without the file
  // fails before it has answered anything.
  let next = await walk.next()
  yield carHeader(parseCid(root))
  while (!next.done) {
    const { cid, block } = next.value
    if (block) {
      const length = cid.bytes.length + block.length
      const head = new Uint8Array(varint.encodingLength(length))
      varint.encodeTo(length, head)
      yield head
      yield cid.bytes
      yield block
    }
    next = await walk.next()
  }
}

function carHeader(root: CID): Uint8Array {
  const size = CarBufferWriter.headerLength({ roots: [root] })
  const writer = CarBufferWriter.createWriter(new ArrayBuffer(size), {
    roots: [root],
  })
  return writer.close()
}
