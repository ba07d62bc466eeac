import { SaharaError } from '@sahara/protocol'
import { storedBlobSchema } from '@sahara/protocol/api'
import { type BlobTarget, createGatewayBlobStore } from '@sahara/vault'
import type { LocalAccount } from 'viem'
import type { SaharaClient } from '../createSaharaClient.ts'
import { openUploadSession } from './openUploadSession.ts'
import { requestNode } from './requestNode.ts'

/**
 * What the client's node holds itself, and where blocks go on behalf of an
 * account. The session for that is opened when it is needed, and anew when it
 * has ended: nodes forget sessions when they restart.
 *
 * @throws {SaharaError} `CONFIG_INVALID` without a node
 */
export function createNodeBlobs(
  client: SaharaClient,
  account: LocalAccount,
): BlobTarget {
  const { nodeUrl } = client
  if (!nodeUrl)
    throw new SaharaError('Uploading needs a node.', {
      code: 'CONFIG_INVALID',
      hint: 'Give nodeUrl to createSaharaClient.',
    })
  const open = () => openUploadSession(client, { account, nodeUrl })
  let session: Promise<string> | undefined

  async function put(cid: string, block: Uint8Array): Promise<void> {
    session ??= open()
    const used = session
    try {
      await send(client, cid, block, await used)
    } catch (error) {
      if (!isSessionOver(error)) throw error
      if (session === used) session = open()
      await send(client, cid, block, await session)
    }
  }

  return { ...readHeld(client, nodeUrl), put }
}

/** A node that would have to ask its peers for a blob does not hold it. */
function readHeld(client: SaharaClient, nodeUrl: string) {
  const fetchHeld: typeof fetch = (input, init) => {
    const headers = new Headers(init?.headers)
    headers.set('cache-control', 'only-if-cached')
    return client.fetch(input, { ...init, headers })
  }
  return createGatewayBlobStore({ urls: [nodeUrl], fetch: fetchHeld })
}

async function send(
  client: SaharaClient,
  cid: string,
  block: Uint8Array,
  token: string,
): Promise<void> {
  await requestNode(client, `/blobs/${cid}`, storedBlobSchema, {
    method: 'PUT',
    headers: { authorization: `Bearer ${token}` },
    body: Uint8Array.from(block),
  })
}

function isSessionOver(error: unknown): boolean {
  return SaharaError.isInstance(error) && error.code === 'NODE_SESSION_INVALID'
}
