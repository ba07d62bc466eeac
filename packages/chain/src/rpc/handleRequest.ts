import { SaharaError } from '@sahara/protocol'
import type { Hex } from 'viem'
import { z } from 'zod'
import { RpcError } from '../anvil/createRpcClient.ts'
import type { Engine } from '../engine/createEngine.ts'
import { toAnvilParameters } from './methods.ts'

const requestSchema = z.object({
  jsonrpc: z.literal('2.0'),
  id: z.union([z.string(), z.number(), z.null()]).optional(),
  method: z.string(),
  params: z.array(z.unknown()).optional(),
})

const maxBatch = 1_000
const maxBatchAnswerBytes = 64 * 1024 * 1024

/**
 * Answers the body of one HTTP request, a call or a batch, as JSON-RPC 2.0.
 * Undefined when everything in it was a notification.
 */
export async function handleRequest(
  engine: Engine,
  body: string,
): Promise<Buffer | undefined> {
  let parsed: unknown
  try {
    parsed = JSON.parse(body)
  } catch {
    return errorAnswer(null, { code: -32700, message: 'parse error' })
  }
  if (!Array.isArray(parsed)) return handleCall(engine, parsed)
  if (parsed.length === 0)
    return errorAnswer(null, { code: -32600, message: 'empty batch' })
  if (parsed.length > maxBatch)
    return errorAnswer(null, {
      code: -32600,
      message: `batch too large: at most ${maxBatch} calls`,
    })
  return handleBatch(engine, parsed)
}

/** One after the other: what a client puts in a row keeps its order. */
async function handleBatch(
  engine: Engine,
  calls: unknown[],
): Promise<Buffer | undefined> {
  const answers: Buffer[] = []
  let size = 0
  for (const call of calls) {
    const answer =
      size > maxBatchAnswerBytes
        ? errorAnswer(idOf(call), {
            code: -32003,
            message: 'response too large',
          })
        : await handleCall(engine, call)
    if (!answer) continue
    if (answers.length > 0) answers.push(Buffer.from(','))
    answers.push(answer)
    size += answer.length
  }
  if (answers.length === 0) return undefined
  return Buffer.concat([Buffer.from('['), ...answers, Buffer.from(']')])
}

async function handleCall(
  engine: Engine,
  call: unknown,
): Promise<Buffer | undefined> {
  const request = requestSchema.safeParse(call)
  if (!request.success)
    return errorAnswer(idOf(call), { code: -32600, message: 'invalid request' })
  const { id, method, params = [] } = request.data
  try {
    const answer = await answerCall(engine, id ?? null, method, params)
    return id === undefined ? undefined : answer
  } catch (error) {
    return id === undefined ? undefined : errorAnswer(id, toRpcError(error))
  }
}

async function answerCall(
  engine: Engine,
  id: string | number | null,
  method: string,
  parameters: unknown[],
): Promise<Buffer> {
  if (method === 'eth_sendRawTransaction') {
    const result = await engine.submit(parameters[0] as Hex)
    return Buffer.from(JSON.stringify({ jsonrpc: '2.0', id, result }))
  }
  const params = toAnvilParameters(method, parameters, engine.nextTimestamp())
  const request = JSON.stringify({
    jsonrpc: '2.0',
    id: id ?? 0,
    method,
    params,
  })
  return engine.read((anvil) => anvil.rpc.forward(request))
}

type ErrorObject = { code: number; message: string; data?: unknown }

function toRpcError(error: unknown): ErrorObject {
  if (error instanceof RpcError)
    return {
      code: error.rpcCode,
      message: error.message,
      ...(error.data === undefined ? {} : { data: error.data }),
    }
  if (SaharaError.isInstance(error))
    return { code: -32603, message: error.message, data: error.toJSON() }
  return { code: -32603, message: 'internal error' }
}

function errorAnswer(id: string | number | null, error: ErrorObject): Buffer {
  return Buffer.from(JSON.stringify({ jsonrpc: '2.0', id, error }))
}

function idOf(call: unknown): string | number | null {
  const parsed = z
    .object({ id: z.union([z.string(), z.number()]) })
    .safeParse(call)
  return parsed.success ? parsed.data.id : null
}
