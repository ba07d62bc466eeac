import { nodeDomain, uploadSessionTypes } from '@sahara/protocol'
import { uploadSessionSchema } from '@sahara/protocol/api'
import { bytesToHex, type LocalAccount } from 'viem'
import type { SaharaClient } from '../createSaharaClient.ts'
import { requestNode } from './requestNode.ts'
import { rethrowChainError } from './toChainError.ts'

const lifetimeSeconds = 3600

/**
 * Signs a session for uploads to a node, and returns its bearer token.
 *
 * @throws {SaharaError} `NODE_UNREACHABLE`, `NODE_SESSION_INVALID`,
 * `CHAIN_UNREACHABLE`
 */
export async function openUploadSession(
  client: SaharaClient,
  parameters: { account: LocalAccount; nodeUrl: string },
): Promise<string> {
  const { account, nodeUrl } = parameters
  const chainId = await client.chain.getChainId().catch(rethrowChainError)
  const message = {
    account: account.address,
    node: new URL(nodeUrl).origin,
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
