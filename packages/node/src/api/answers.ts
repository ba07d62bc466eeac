import type { z } from '@hono/zod-openapi'
import { problemSchema } from '@sahara/protocol/api'

/** What every route answers when it cannot. */
export const problem = {
  description: 'A problem; `code` is stable.',
  content: { 'application/problem+json': { schema: problemSchema } },
} as const

/** The answers of a route: the JSON given, or a problem. */
export function answers<Schema extends z.ZodType>(
  schema: Schema,
  description: string,
) {
  return {
    200: { description, content: { 'application/json': { schema } } },
    default: problem,
  } as const
}
