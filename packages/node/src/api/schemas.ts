import { z } from '@hono/zod-openapi'

/** Accepts 0x-hex and decimal; gives 0x and 64 digits. */
export const assetIdParameter = z
  .string()
  .regex(/^(0x[0-9a-fA-F]{1,64}|[0-9]{1,78})$/, { abort: true })
  .refine((text) => BigInt(text) < 2n ** 256n)
  .transform((text) => `0x${BigInt(text).toString(16).padStart(64, '0')}`)
  .openapi({ type: 'string', description: 'Asset id: 0x-hex or decimal.' })

/** Accepts any case; gives lower case. */
export const accountParameter = z
  .string()
  .regex(/^0x[0-9a-fA-F]{40}$/)
  .transform((text) => text.toLowerCase())
  .openapi({ type: 'string', description: 'Account address.' })

/** Bytes, as OpenAPI says it. */
export const bytesSchema = z.any().openapi({ type: 'string', format: 'binary' })

/** See `createIdempotency`. */
export const idempotencyHeader = z.object({
  'idempotency-key': z
    .string()
    .optional()
    .describe('The same for repetitions of one call, which is done once.'),
})
