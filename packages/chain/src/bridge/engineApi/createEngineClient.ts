import { createHmac } from 'node:crypto'
import { type Clock, parseOptions } from '@sahara/common'
import { SaharaError } from '@sahara/protocol'
import { type Hex, numberToHex } from 'viem'
import { z } from 'zod'
import type { Payload } from '../codec/proposal.ts'
import type { ExecutableProposal } from '../rules/checkProposal.ts'
import type {
  ParentBlock,
  PayloadAttributes,
} from '../rules/payloadAttributes.ts'
import type { ContractCall } from '../rules/validatorUpdates.ts'
import {
  attributesToJson,
  builtSchema,
  hex,
  payloadToJson,
  quantity,
} from './payloadJson.ts'

const statusSchema = z.object({
  status: z.enum(['VALID', 'INVALID', 'SYNCING', 'ACCEPTED']),
  validationError: z.string().nullish(),
})

const forkchoiceSchema = z.object({
  payloadStatus: statusSchema,
  payloadId: hex.nullish(),
})

const blockSchema = z.object({
  number: quantity,
  hash: hex,
  timestamp: quantity,
})

const answerSchema = z.union([
  z.object({ error: z.object({ code: z.number(), message: z.string() }) }),
  z.object({ result: z.unknown() }),
])

/** What the execution layer says of a payload or a head. */
export type PayloadStatus = z.infer<typeof statusSchema>

/** What the bridge asks of geth, over its authenticated port. */
export type EngineClient = {
  /** The block at a height or tag; undefined when there is none. */
  getBlock: (
    at: bigint | 'latest' | 'finalized',
  ) => Promise<ParentBlock | undefined>
  getChainId: () => Promise<number>
  /** Calls a contract on the state after a block. */
  call: (call: ContractCall, blockHash: Hex) => Promise<Hex>
  /** Executes and stores a block, without moving the head. */
  newPayload: (proposal: ExecutableProposal) => Promise<PayloadStatus>
  /** Makes a block head, safe and final; with attributes, builds on it. */
  forkchoiceUpdated: (
    head: Hex,
    attributes?: PayloadAttributes,
  ) => Promise<{ status: PayloadStatus; payloadId?: Hex | undefined }>
  /** What was built so far; that ends the building. */
  getPayload: (
    payloadId: Hex,
  ) => Promise<{ payload: Payload; executionRequests: Hex[] }>
}

/**
 * A client of the Engine API of geth, in the methods of Osaka.
 *
 * Every method throws `ENGINE_UNREACHABLE` (retryable) when geth does not
 * answer, `ENGINE_REFUSED` when it answers with an error,
 * and `ENGINE_SECRET_WRONG` when it does not take the secret.
 */
export function createEngineClient(parameters: {
  url: string
  /** The secret it shares with geth, 32 bytes. */
  secret: Uint8Array
  clock: Clock
  /** How long an answer may take. */
  timeoutMs: number
}): EngineClient {
  const { url, secret, clock, timeoutMs } = parameters
  let lastId = 0

  async function call<S extends z.ZodType>(
    method: string,
    params: readonly unknown[],
    schema: S,
  ): Promise<z.output<S>> {
    const answer = await post(method, params)
    if ('error' in answer) throw refused(method, answer.error)
    return parseOptions({
      schema,
      input: answer.result as z.input<S>,
      of: `geth's answer to ${method}`,
    })
  }

  async function post(
    method: string,
    params: readonly unknown[],
  ): Promise<z.infer<typeof answerSchema>> {
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          authorization: `Bearer ${toToken(secret, clock.now())}`,
        },
        body: JSON.stringify({ jsonrpc: '2.0', id: ++lastId, method, params }),
        signal: AbortSignal.timeout(timeoutMs),
      })
      if (response.status === 401) throw unauthorized()
      return answerSchema.parse(await response.json())
    } catch (cause) {
      if (SaharaError.isInstance(cause)) throw cause
      throw new SaharaError(`geth did not answer ${method}.`, {
        code: 'ENGINE_UNREACHABLE',
        hint: 'It may be starting; look at its log in the data folder.',
        retryable: true,
        details: { method },
        cause,
      })
    }
  }

  return {
    getBlock: async (at) => {
      const tag = typeof at === 'bigint' ? numberToHex(at) : at
      const block = await call(
        'eth_getBlockByNumber',
        [tag, false],
        blockSchema.nullable(),
      )
      return block ?? undefined
    },
    getChainId: async () => Number(await call('eth_chainId', [], quantity)),
    call: (contractCall, blockHash) =>
      call('eth_call', [contractCall, { blockHash }], hex),
    newPayload: (proposal) =>
      call(
        'engine_newPayloadV4',
        [
          payloadToJson(proposal.payload),
          proposal.versionedHashes,
          proposal.parentBeaconBlockRoot,
          proposal.executionRequests,
        ],
        statusSchema,
      ),
    forkchoiceUpdated: async (head, attributes) => {
      const state = {
        headBlockHash: head,
        safeBlockHash: head,
        finalizedBlockHash: head,
      }
      const { payloadStatus, payloadId } = await call(
        'engine_forkchoiceUpdatedV3',
        [state, attributes ? attributesToJson(attributes) : null],
        forkchoiceSchema,
      )
      return { status: payloadStatus, payloadId: payloadId ?? undefined }
    },
    getPayload: async (payloadId) => {
      const built = await call('engine_getPayloadV5', [payloadId], builtSchema)
      return {
        payload: built.executionPayload,
        executionRequests: built.executionRequests,
      }
    },
  }
}

/** A token of HS256 that geth takes for a minute. */
function toToken(secret: Uint8Array, nowMs: number): string {
  const encode = (value: unknown) =>
    Buffer.from(JSON.stringify(value)).toString('base64url')
  const signed = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode({ iat: Math.floor(nowMs / 1_000) })}`
  const signature = createHmac('sha256', secret)
    .update(signed)
    .digest('base64url')
  return `${signed}.${signature}`
}

function unauthorized(): SaharaError {
  return new SaharaError('geth does not know the secret of this bridge.', {
    code: 'ENGINE_SECRET_WRONG',
    hint: 'Another geth listens on the engine port of this node, or has another secret than `jwt.hex`: end it, and start the node again.',
  })
}

function refused(
  method: string,
  error: { code: number; message: string },
): SaharaError {
  return new SaharaError(`geth refused ${method}: ${error.message}`, {
    code: 'ENGINE_REFUSED',
    hint: 'See its log in the data folder.',
    details: { method, rpcCode: error.code },
  })
}
