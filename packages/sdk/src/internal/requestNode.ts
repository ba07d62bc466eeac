import { type ErrorCode, errorCodes, SaharaError } from '@sahara/protocol'
import { z } from 'zod'
import type { SaharaClient } from '../createSaharaClient.ts'

const problemSchema = z.looseObject({
  code: z.string().optional(),
  title: z.string().optional(),
  detail: z.string().optional(),
  hint: z.string().optional(),
})

/**
 * Reads JSON from the node's API and checks its form. Problems the node
 * reports keep their code.
 *
 * @throws {SaharaError} `NODE_UNREACHABLE`, `CONFIG_INVALID`, what the node says
 */
export async function requestNode<T>(
  client: SaharaClient,
  path: string,
  schema: z.ZodType<T>,
  init?: RequestInit,
): Promise<T> {
  if (!client.nodeUrl)
    throw new SaharaError('This action needs a node.', {
      code: 'CONFIG_INVALID',
      hint: 'Give nodeUrl to createSaharaClient.',
    })
  let response: Response
  let body: unknown
  try {
    response = await client.fetch(`${client.nodeUrl}/api/v1${path}`, init)
    const text = await response.text()
    body = parse(text)
  } catch (cause) {
    throw new SaharaError('The node did not answer.', {
      code: 'NODE_UNREACHABLE',
      hint: 'Check that the node runs and its address is right.',
      details: { nodeUrl: client.nodeUrl },
      retryable: true,
      cause,
    })
  }
  const parsed = response.ok ? schema.safeParse(body) : undefined
  if (parsed?.success) return parsed.data
  throw problemOf(response, body, parsed?.error)
}

function problemOf(
  response: Response,
  body: unknown,
  cause: unknown,
): SaharaError {
  const problem = problemSchema.safeParse(body)
  const { code, title, detail, hint } = problem.data ?? {}
  const known = code !== undefined && code in errorCodes
  return new SaharaError(
    detail ?? title ?? 'The node answered in a way we do not understand.',
    {
      code: known && !response.ok ? (code as ErrorCode) : 'NODE_UNREACHABLE',
      hint: hint ?? 'Check that the address is that of a Sahara node.',
      details: { httpStatus: response.status },
      retryable: response.status >= 500,
      cause,
    },
  )
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
