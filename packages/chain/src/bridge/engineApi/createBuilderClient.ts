import { createConnection, type Socket } from 'node:net'
import { SaharaError } from '@sahara/protocol'
import type { Hex } from 'viem'
import { z } from 'zod'
import type { Proposal } from '../codec/proposal.ts'
import type {
  ParentBlock,
  PayloadAttributes,
} from '../rules/payloadAttributes.ts'
import { attributesToJson, builtSchema } from './payloadJson.ts'

const answerSchema = z.union([
  z.object({ error: z.object({ code: z.number(), message: z.string() }) }),
  z.object({ result: builtSchema }),
])

const newline = 0x0a

/** What builds blocks: geth, over the socket that only this user can open. */
export type BuilderClient = {
  /**
   * Builds the block that follows geth's newest one, with what its pool has;
   * answers when it is filled, or when geth has filled it as long as it may.
   *
   * @param transactions exactly what it has, in place of the pool's
   */
  build: (
    parent: ParentBlock,
    attributes: PayloadAttributes,
    transactions?: readonly Hex[],
  ) => Promise<Proposal>
}

/**
 * A client of `testing_buildBlockV1`, which the Engine API has no equal of:
 * docs/decisions/0031. It throws `ENGINE_UNREACHABLE` and `ENGINE_REFUSED`.
 *
 * @param parameters.path of geth's socket
 */
export function createBuilderClient(parameters: {
  path: string
  timeoutMs: number
}): BuilderClient {
  return {
    build: async (parent, attributes, transactions) => {
      const answer = await ask(parameters, 'testing_buildBlockV1', [
        parent.hash,
        attributesToJson(attributes),
        transactions ?? null,
      ])
      if ('error' in answer) throw refused(answer.error)
      const { executionPayload, executionRequests } = answer.result
      return { payload: executionPayload, executionRequests }
    },
  }
}

async function ask(
  { path, timeoutMs }: { path: string; timeoutMs: number },
  method: string,
  params: readonly [Hex, unknown, readonly Hex[] | null],
): Promise<z.output<typeof answerSchema>> {
  const socket = createConnection({
    path,
    signal: AbortSignal.timeout(timeoutMs),
  })
  try {
    socket.write(JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }))
    return answerSchema.parse(JSON.parse(await readLine(socket)))
  } catch (cause) {
    throw new SaharaError(`geth did not answer ${method}.`, {
      code: 'ENGINE_UNREACHABLE',
      hint: 'It may be starting; look at its log in the data folder.',
      retryable: true,
      details: { method },
      cause,
    })
  } finally {
    socket.destroy()
  }
}

/** geth keeps the line open; an answer is one line. */
async function readLine(socket: Socket): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of socket as AsyncIterable<Buffer>) {
    chunks.push(chunk)
    if (chunk.at(-1) === newline) break
  }
  return Buffer.concat(chunks).toString()
}

function refused(error: { code: number; message: string }): SaharaError {
  return new SaharaError(`geth builds no block: ${error.message}`, {
    code: 'ENGINE_REFUSED',
    hint: 'See its log in the data folder.',
    details: { rpcCode: error.code },
  })
}
