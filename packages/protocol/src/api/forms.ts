import { z } from 'zod'

/** 32 bytes: ids, hashes, commitments. Lower case. */
export const hashSchema = z.string().regex(/^0x[0-9a-f]{64}$/)

/** An account or a contract. Lower case. */
export const addressSchema = z.string().regex(/^0x[0-9a-f]{40}$/)

/** An amount of SAHARA. */
export const amountSchema = z
  .string()
  .regex(/^[0-9]+$/)
  .describe('Wei of SAHARA as a decimal string.')

/** A moment. */
export const timeSchema = z.int().describe('Unix seconds.')

/** For the next page; null on the last. */
export const nextCursor = z.string().nullable()

/** A page of a list, and where the next begins. `id` names it in OpenAPI. */
export function pageSchemaOf<Item extends z.ZodType>(item: Item, id: string) {
  return z.object({ items: z.array(item), nextCursor }).meta({ id })
}

/** RFC 9457, with a `code` of `errorCodes`. */
export const problemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: z.string(),
    hint: z.string().optional(),
    retryable: z.boolean().optional(),
    details: z.record(z.string(), z.unknown()).optional(),
  })
  .meta({ id: 'Problem' })
