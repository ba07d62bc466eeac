import { type ErrorCode, errorCodes, SaharaError } from '@sahara/protocol'
import { problemSchema } from '@sahara/protocol/api'
import type { z } from 'zod'
import type { SaharaClient } from '../createSaharaClient.ts'

/** What we read of a problem; the rest may be missing. */
const knownProblem = problemSchema.pick({
  code: true,
  title: true,
  hint: true,
  retryable: true,
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
  const problem = response.ok ? undefined : knownProblem.safeParse(body).data
  if (problem && problem.code in errorCodes)
    return new SaharaError(problem.title, {
      code: problem.code as ErrorCode,
      hint: problem.hint,
      details: { httpStatus: response.status },
      retryable: problem.retryable,
    })
  return new SaharaError('The node answered in a way we do not understand.', {
    code: 'NODE_UNREACHABLE',
    hint: 'Check that the address is that of a Sahara node.',
    details: { httpStatus: response.status },
    retryable: response.status >= 500,
    cause,
  })
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
