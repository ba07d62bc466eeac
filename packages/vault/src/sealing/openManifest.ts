import type { BlobReader } from '../blobs/BlobStore.ts'
import { readFile } from '../blobs/readFile.ts'
import { readAll } from '../internal/readAll.ts'
import { decryptWith } from './encryptTo.ts'
import { manifestInvalid } from './manifestInvalid.ts'
import {
  type Manifest,
  manifestSchema,
  maxManifestBytes,
} from './manifestSchema.ts'

export type OpenManifestParameters = {
  store: BlobReader
  manifestCid: string
  /** Of the content key: `AGE-SECRET-KEY-1…`. */
  identity: string
  signal?: AbortSignal | undefined
}

/**
 * Reads and decrypts the manifest of an asset version.
 *
 * @throws {SaharaError} `MANIFEST_INVALID` for another key or what is no
 * manifest; `BLOB_NOT_FOUND`, `BLOB_INVALID`, `BLOB_TOO_LARGE`
 */
export async function openManifest(
  parameters: OpenManifestParameters,
): Promise<Manifest> {
  const { store, manifestCid, identity, signal } = parameters
  const sealed = await readAll(
    readFile(store, manifestCid, { signal }),
    maxManifestBytes,
  )
  let value: unknown
  try {
    const bytes = await decryptWith(identity, sealed)
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch (cause) {
    throw manifestInvalid(
      'The key does not open this manifest.',
      { manifestCid },
      cause,
    )
  }
  const parsed = manifestSchema.safeParse(value)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw manifestInvalid('The manifest does not match its schema.', {
    manifestCid,
    at: issue?.path.join('.') ?? '',
    reason: issue?.message ?? '',
  })
}
