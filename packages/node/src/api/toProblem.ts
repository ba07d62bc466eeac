import { type ErrorCode, SaharaError } from '@sahara/protocol'
import { problemStatus } from './problemStatus.ts'

const statuses: Partial<Record<ErrorCode, number>> = problemStatus

/**
 * An RFC 9457 answer for whatever was thrown. Faults of ours are answered
 * without their message, which may name paths or statements.
 */
export function toProblem(error: unknown): Response {
  const known = SaharaError.isInstance(error) ? error : undefined
  const status = known && statuses[known.code]
  const body =
    known && status
      ? {
          ...known.toJSON(),
          name: undefined,
          message: undefined,
          title: known.message,
          status,
        }
      : { code: 'INTERNAL', title: 'The node failed.', status: 500 }
  return Response.json(
    { type: 'about:blank', ...body },
    {
      status: body.status,
      headers: { 'content-type': 'application/problem+json' },
    },
  )
}
