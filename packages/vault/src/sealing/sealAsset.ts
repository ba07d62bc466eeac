import { type DescribedBlob, SaharaError } from '@sahara/protocol'
import { encryptFile } from '../age/encryptFile.ts'
import { portableCrypto } from '../age/portableCrypto.ts'
import type { VaultCrypto } from '../age/VaultCrypto.ts'
import type { BlobStore, ByteSource } from '../blobs/BlobStore.ts'
import { importFile } from '../blobs/importFile.ts'
import { readFile } from '../blobs/readFile.ts'
import { createMeter } from '../internal/createMeter.ts'
import { toByteStream } from '../internal/toByteStream.ts'
import { type ContentKey, newContentKey } from './contentKey.ts'
import { encryptTo } from './encryptTo.ts'
import { manifestInvalid } from './manifestInvalid.ts'
import { type Manifest, type ManifestFile, maxFiles } from './manifestSchema.ts'
import { clashingPath, pathFault } from './pathFault.ts'

/** A file to be sealed. */
export type SealedFileSource = {
  /** Relative, with `/`; is brought into Unicode form NFC. */
  path: string
  /** Bytes; sealing fails when the stream has more or fewer. */
  size: number
  /** The content from its start; may be called twice. */
  stream: () => ByteSource
}

/** How far sealing is. */
export type SealProgress = {
  /** Bytes sealed or found unchanged, of all files together. */
  bytes: number
  totalBytes: number
  files: number
  totalFiles: number
}

export type SealAssetParameters = {
  store: BlobStore
  files: readonly SealedFileSource[]
  contentKey: Pick<ContentKey, 'recipient'>
  /** The manifest of an older version, whose unchanged files are kept. */
  previous?: Manifest | undefined
  onProgress?: ((progress: SealProgress) => void) | undefined
  signal?: AbortSignal | undefined
  crypto?: VaultCrypto | undefined
}

export type SealAssetReturnType = {
  manifestCid: string
  /** The blobs of the version, the manifest first, each once. */
  blobs: DescribedBlob[]
  /** Bytes of all files together, as plaintext. */
  size: number
  files: number
  /** Files that kept the CID and key they have in `previous`. */
  reused: number
}

/**
 * Encrypts the files of an asset version and stores them: each as an age file
 * under a key of its own, and those keys in a manifest that only the content
 * key opens. An unchanged file of `previous` keeps its age file, which is then
 * not stored again.
 *
 * @throws {SaharaError} `MANIFEST_INVALID` for unsafe or clashing paths,
 * `INPUT_INVALID` when a file has not the size it was announced with
 */
export async function sealAsset(
  parameters: SealAssetParameters,
): Promise<SealAssetReturnType> {
  const { store, contentKey, previous, onProgress, signal } = parameters
  const { crypto = portableCrypto } = parameters
  const sources = checkSources(parameters.files)
  const size = sources.reduce((sum, file) => sum + file.size, 0)
  const old = new Map<string, ManifestFile>()
  for (const file of previous?.files ?? []) old.set(contentName(file), file)
  const oldSizes = new Set(previous?.files.map((file) => file.size))

  let bytes = 0
  const files: ManifestFile[] = []
  const report = () =>
    onProgress?.({
      bytes,
      totalBytes: size,
      files: files.length,
      totalFiles: sources.length,
    })

  /** The plaintext, which must have the size it was announced with. */
  async function* contentOf(
    source: SealedFileSource,
    progress: boolean,
  ): AsyncGenerator<Uint8Array> {
    let length = 0
    for await (const part of toByteStream(source.stream(), signal)) {
      length += part.length
      if (length > source.size) break
      yield part
      if (!progress) continue
      bytes += part.length
      report()
    }
    if (length !== source.size) throw changed(source.path)
  }

  const blobs = new Map<string, DescribedBlob>()
  const addBlob = (blob: Omit<DescribedBlob, 'paths'>, path?: string) => {
    const paths = blobs.get(blob.cid)?.paths ?? []
    blobs.set(blob.cid, {
      ...blob,
      paths: path === undefined ? paths : [...paths, path],
    })
  }

  /** The file as it was sealed before, if the store still has its blob. */
  async function sealedBefore(
    source: SealedFileSource,
  ): Promise<ManifestFile | undefined> {
    if (!oldSizes.has(source.size)) return
    const plain = createMeter(crypto)
    await drain(plain.through(contentOf(source, false)))
    const file = old.get(contentName(plain.read()))
    if (!file) return
    const sealed = createMeter(crypto)
    try {
      await drain(sealed.through(readFile(store, file.cid, { signal })))
    } catch (error) {
      if (SaharaError.isInstance(error)) return
      throw error
    }
    addBlob({ cid: file.cid, ...sealed.read() }, source.path)
    return { ...file, path: source.path }
  }

  async function sealFile(source: SealedFileSource): Promise<ManifestFile> {
    const { identity, recipient } = await newContentKey()
    const plain = createMeter(crypto)
    const sealed = createMeter(crypto)
    const encrypted = encryptFile({
      source: plain.through(contentOf(source, true)),
      recipients: [recipient],
      crypto,
      signal,
    })
    const { cid } = await importFile(store, sealed.through(encrypted), {
      signal,
    })
    addBlob({ cid, ...sealed.read() }, source.path)
    return { path: source.path, ...plain.read(), cid, identity }
  }

  for (const source of sources) {
    signal?.throwIfAborted()
    const unchanged = await sealedBefore(source)
    if (unchanged) bytes += source.size
    files.push(unchanged ?? (await sealFile(source)))
    report()
  }
  const kept = new Set(previous?.files.map((file) => file.cid))
  const manifest: Manifest = { schema: 1, files }
  const plaintext = new TextEncoder().encode(JSON.stringify(manifest))
  const sealed = createMeter(crypto)
  const { cid: manifestCid } = await importFile(
    store,
    sealed.through(
      toByteStream(await encryptTo(contentKey.recipient, plaintext)),
    ),
    { signal },
  )
  const manifestBlob = { cid: manifestCid, ...sealed.read(), paths: [] }
  return {
    manifestCid,
    blobs: [manifestBlob, ...blobs.values()],
    size,
    files: files.length,
    reused: files.filter((file) => kept.has(file.cid)).length,
  }
}

/** In the order of their paths, which are safe and distinct. */
function checkSources(files: readonly SealedFileSource[]): SealedFileSource[] {
  if (files.length > maxFiles)
    throw manifestInvalid('There are too many files.', { maxFiles })
  const sources = files
    .map(({ path, size, stream }) => ({
      path: path.normalize('NFC'),
      size,
      stream,
    }))
    .sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0))
  for (const { path, size } of sources) {
    const fault = pathFault(path)
    if (fault) throw manifestInvalid(`The path ${fault}.`, { path })
    if (!Number.isSafeInteger(size) || size < 0)
      throw new SaharaError('The size of a file is not a number of bytes.', {
        code: 'INPUT_INVALID',
        hint: 'Give the size as a whole number, from 0.',
        details: { path, size },
      })
  }
  const path = clashingPath(sources.map((source) => source.path))
  if (path !== undefined) throw manifestInvalid('Two paths clash.', { path })
  return sources
}

async function drain(source: AsyncIterable<Uint8Array>): Promise<void> {
  const parts = source[Symbol.asyncIterator]()
  while (!(await parts.next()).done);
}

function contentName(file: { sha256: string; size: number }): string {
  return `${file.sha256} ${file.size}`
}

function changed(path: string): SaharaError {
  return new SaharaError('The file has another size than announced.', {
    code: 'INPUT_INVALID',
    hint: 'It was changed while it was read; seal it again.',
    details: { path },
    retryable: true,
  })
}
