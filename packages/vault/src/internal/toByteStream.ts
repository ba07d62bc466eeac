import type { ByteSource } from '../blobs/BlobStore.ts'

/** Any source of bytes as one stream; stops when the signal aborts. */
export async function* toByteStream(
  source: ByteSource,
  signal?: AbortSignal,
): AsyncGenerator<Uint8Array> {
  if (source instanceof Uint8Array) {
    yield source
    return
  }
  for await (const part of source) {
    signal?.throwIfAborted()
    yield part
  }
}
