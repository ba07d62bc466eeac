import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import {
  hashSchema,
  storedBlobSchema,
  uploadSessionSchema,
} from '@sahara/protocol/api'
import type { Address, Hex } from 'viem'
import { answers } from '../api/answers.ts'
import {
  accountParameter,
  bytesSchema,
  idempotencyHeader,
} from '../api/schemas.ts'
import { createAccountStore } from './createAccountStore.ts'
import type { BlobGateway } from './createBlobGateway.ts'
import type { UploadSessions } from './createUploadSessions.ts'

const open = createRoute({
  method: 'post',
  path: '/sessions',
  tags: ['Blobs'],
  summary: 'Opens an upload session signed by an account (EIP-712).',
  request: {
    headers: idempotencyHeader,
    body: {
      required: true,
      content: {
        'application/json': {
          schema: z.object({
            account: accountParameter,
            node: z.string().max(200),
            nonce: hashSchema,
            expiresAt: z.int().describe('Unix seconds, at most a day ahead.'),
            signature: z
              .string()
              .regex(/^0x([0-9a-f]{2})+$/)
              .max(20_000),
          }),
        },
      },
    },
  },
  responses: answers(uploadSessionSchema, 'The session.'),
})

const upload = createRoute({
  method: 'put',
  path: '/blobs/{cid}',
  tags: ['Blobs'],
  summary: 'Stores one block of at most 2 MiB under its CID.',
  description: 'Repeating an upload changes nothing.',
  security: [{ uploadSession: [] }],
  request: {
    params: z.object({ cid: z.string().max(200) }),
    body: {
      required: true,
      description: 'The block.',
      content: { 'application/octet-stream': { schema: bytesSchema } },
    },
  },
  responses: answers(storedBlobSchema, 'The block is stored.'),
})

/** Sessions, and uploads under them. */
export function addUploadRoutes(
  api: OpenAPIHono,
  context: { blobs: BlobGateway; sessions: UploadSessions },
): void {
  const { blobs, sessions } = context

  api.openapi(open, async (c) => {
    const { account, nonce, signature, ...rest } = c.req.valid('json')
    const session = await sessions.open({
      ...rest,
      account: account as Address,
      nonce: nonce as Hex,
      signature: signature as Hex,
    })
    return c.json(session, 200)
  })

  api.openapi(upload, async (c) => {
    const token = /^Bearer (.+)$/.exec(c.req.header('authorization') ?? '')?.[1]
    const account = sessions.accountOf(token ?? '')
    const { cid } = c.req.valid('param')
    const block = new Uint8Array(await c.req.arrayBuffer())
    const { store } = blobs
    await createAccountStore({ store, sessions, account }).put(cid, block)
    return c.json({ cid, size: block.length }, 200)
  })
}
