import { type BlobReader, copyTree, fileSize } from '@sahara/vault'
import type { LocalAccount } from 'viem'
import type { SaharaClient } from '../createSaharaClient.ts'
import { createNodeBlobs } from '../internal/createNodeBlobs.ts'
import { requireAccount } from '../internal/requireAccount.ts'

export type UploadBlobsParameters = {
  /** Whose quota is used. @default the client's account */
  account?: LocalAccount | undefined
  /** Where the blocks are read. */
  store: BlobReader
  /** Root CIDs of the files. */
  roots: readonly string[]
  /** Bytes of the files that the node has by now. */
  onProgress?:
    | ((progress: { bytes: number; totalBytes: number }) => void)
    | undefined
  signal?: AbortSignal | undefined
}

/** Files on their way at the same time. */
const concurrency = 4

/**
 * Copies whole files to the node under an upload session signed by the
 * account. What the node has is not sent again, so an upload that broke off
 * goes on where it stopped.
 *
 * @throws {SaharaError} `ACCOUNT_MISSING`, `NODE_UNREACHABLE`,
 * `NODE_QUOTA_EXCEEDED`, `NODE_SESSION_INVALID`, `BLOB_NOT_FOUND`,
 * `CONFIG_INVALID`
 */
export async function uploadBlobs(
  client: SaharaClient,
  parameters: UploadBlobsParameters,
): Promise<void> {
  const { store, roots, onProgress, signal } = parameters
  const node = createNodeBlobs(
    client,
    requireAccount(client, parameters.account),
  )
  const sizes = new Map<string, number>()
  for (const root of roots)
    sizes.set(root, await fileSize(store, root, { signal }))
  const totalBytes = [...sizes.values()].reduce((sum, size) => sum + size, 0)
  let bytes = 0
  /** Counts up to `now` what was counted up to `before`. */
  const report = (now: number, before: number) => {
    bytes += now - before
    onProgress?.({ bytes, totalBytes })
    return now
  }

  const queue = sizes.entries()
  const stop = new AbortController()
  const either = signal ? AbortSignal.any([signal, stop.signal]) : stop.signal
  const work = async () => {
    for (const [root, size] of queue) {
      let counted = 0
      // A file's root comes last, so where it is the whole file is.
      if (!(await node.has(root, { signal: either })))
        await copyTree(store, node, root, {
          // The tree above the leaves is not counted.
          onProgress: (copied) => {
            counted = report(Math.min(copied.bytes, size), counted)
          },
          signal: either,
        })
      report(size, counted)
    }
  }
  try {
    await Promise.all(Array.from({ length: concurrency }, work))
  } catch (error) {
    stop.abort(error)
    throw error
  }
}
