import { nodeDomain, SaharaError, uploadSessionTypes } from '@sahara/protocol'
import { storedBlobSchema, uploadSessionSchema } from '@sahara/protocol/api'
import { type BlobReader, blocksOf } from '@sahara/vault'
import { bytesToHex, type LocalAccount } from 'viem'
import type { SaharaClient } from '../createSaharaClient.ts'
import { requestNode } from '../internal/requestNode.ts'
import { requireAccount } from '../internal/requireAccount.ts'
import { rethrowChainError } from '../internal/toChainError.ts'

export type UploadBlobsParameters = {
  /** Whose quota is used. @default the client's account */
  account?: LocalAccount | undefined
  /** Where the blocks are read. */
  store: BlobReader
  /** Root CIDs of the files. */
  roots: readonly string[]
  onProgress?: ((progress: { blocks: number }) => void) | undefined
  signal?: AbortSignal | undefined
}

const lifetimeSeconds = 3600
const concurrency = 4

/**
 * Copies whole files to the node under an upload session signed by the
 * account. Uploading again changes nothing.
 *
 * @throws {SaharaError} `NODE_UNREACHABLE`, `NODE_QUOTA_EXCEEDED`,
 * `NODE_SESSION_INVALID`, `BLOB_NOT_FOUND`
 */
export async function uploadBlobs(
  client: SaharaClient,
  parameters: UploadBlobsParameters,
): Promise<void> {
  const { store, roots, onProgress, signal } = parameters
  const token = await openSession(
    client,
    requireAccount(client, parameters.account),
  )
  let blocks = 0
  for (const root of roots) {
    const cids = blocksOf(store, root, { signal })
    await Promise.all(
      Array.from({ length: concurrency }, async () => {
        for (;;) {
          const { value: cid, done } = await cids.next()
          if (done) return
          signal?.throwIfAborted()
          await requestNode(client, `/blobs/${cid}`, storedBlobSchema, {
            method: 'PUT',
            headers: { authorization: `Bearer ${token}` },
            body: Uint8Array.from(await store.get(cid, { signal })),
          })
          blocks += 1
          onProgress?.({ blocks })
        }
      }),
    )
  }
}

async function openSession(
  client: SaharaClient,
  account: LocalAccount,
): Promise<string> {
  if (!client.nodeUrl)
    throw new SaharaError('Uploading needs a node.', {
      code: 'CONFIG_INVALID',
      hint: 'Give nodeUrl to createSaharaClient.',
    })
  const chainId = await client.chain.getChainId().catch(rethrowChainError)
  const message = {
    account: account.address,
    node: new URL(client.nodeUrl).origin,
    nonce: bytesToHex(crypto.getRandomValues(new Uint8Array(32))),
    expiresAt: BigInt(Math.floor(client.clock.now() / 1000) + lifetimeSeconds),
  }
  const signature = await account.signTypedData({
    domain: nodeDomain(chainId),
    types: uploadSessionTypes,
    primaryType: 'UploadSession',
    message,
  })
  const { token } = await requestNode(
    client,
    '/sessions',
    uploadSessionSchema,
    {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        ...message,
        expiresAt: Number(message.expiresAt),
        signature,
      }),
    },
  )
  return token
}
