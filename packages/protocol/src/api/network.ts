import { z } from 'zod'
import { addressSchema, amountSchema, hashSchema } from './forms.ts'

/** `/status`. */
export const statusSchema = z
  .object({
    chainId: z.int(),
    addresses: z.record(z.string(), z.string().regex(/^0x[0-9a-fA-F]{40}$/)),
    block: z.int().nullable().describe('The last block in the read model.'),
    finalBlock: z.int().nullable().describe('The last final block seen.'),
    ready: z.boolean(),
    problem: z.string().nullable().describe('Code of what holds it up.'),
    origins: z
      .array(z.string())
      .describe('Names of this node that upload sessions may be signed for.'),
    faucet: z.boolean(),
  })
  .meta({ id: 'Status' })

/** The answer of `POST /faucet`. */
export const faucetAnswerSchema = z
  .object({
    token: amountSchema,
    native: amountSchema,
    transactionHashes: z.array(hashSchema),
  })
  .meta({ id: 'FaucetAnswer' })

/** The answer of `POST /sessions`. */
export const uploadSessionSchema = z
  .object({
    account: addressSchema,
    token: z.string().describe('Bearer token of the uploads.'),
    expiresAt: z.int(),
    quota: z.int().describe('Bytes.'),
    used: z.int().describe('Bytes.'),
  })
  .meta({ id: 'UploadSession' })

/** The answer of `PUT /blobs/{cid}`. */
export const storedBlobSchema = z
  .object({ cid: z.string(), size: z.int() })
  .meta({ id: 'StoredBlob' })
