import { z } from '@hono/zod-openapi'
import { kinds, relations, rights, statuses } from '@sahara/protocol'

const rightNames = Object.keys(rights) as (keyof typeof rights)[]

export const hashSchema = z.string().regex(/^0x[0-9a-f]{64}$/)
export const addressSchema = z.string().regex(/^0x[0-9a-f]{40}$/)
export const amountSchema = z
  .string()
  .regex(/^[0-9]+$/)
  .describe('Wei of SAHARA as a decimal string.')
const timeSchema = z.int().describe('Unix seconds.')

/** Accepts 0x-hex and decimal; gives 0x and 64 digits. */
export const assetIdParameter = z
  .string()
  .regex(/^(0x[0-9a-fA-F]{1,64}|[0-9]{1,78})$/, { abort: true })
  .refine((text) => BigInt(text) < 2n ** 256n)
  .transform((text) => `0x${BigInt(text).toString(16).padStart(64, '0')}`)
  .openapi({ type: 'string', description: 'Asset id: 0x-hex or decimal.' })

export const accountParameter = z
  .string()
  .regex(/^0x[0-9a-fA-F]{40}$/)
  .transform((text) => text.toLowerCase())
  .openapi({ type: 'string', description: 'Account address.' })

export const pageParameters = {
  cursor: z
    .string()
    .regex(/^[0-9]{1,15}-[0-9]{1,9}$/)
    .optional()
    .describe('nextCursor of the page before.'),
  limit: z.coerce.number().int().min(1).max(100).default(20),
}

const nextCursor = z.string().nullable()

export const assetSummarySchema = z
  .object({
    assetId: hashSchema,
    kind: z.enum(kinds),
    title: z.string().describe('From the metadata; the id until it is known.'),
    description: z.string(),
    keywords: z.array(z.string()),
    license: z.string().nullable(),
    status: z.enum(statuses),
    publisher: addressSchema,
    owner: addressSchema,
    publishedAt: timeSchema,
    version: z.int(),
    sales: z.int(),
    fromPrice: amountSchema
      .nullable()
      .describe('Lowest price of an open offer.'),
  })
  .openapi('AssetSummary')

export const assetPageSchema = z
  .object({ items: z.array(assetSummarySchema), nextCursor })
  .openapi('AssetPage')

export const assetSchema = assetSummarySchema
  .extend({
    metadata: z
      .record(z.string(), z.unknown())
      .nullable()
      .describe('Of the newest version; null until the node has its blob.'),
    versions: z.array(
      z.object({
        version: z.int(),
        metadataCid: z.string(),
        commitment: hashSchema,
        publishedAt: timeSchema,
      }),
    ),
    offers: z.array(
      z.object({
        offerId: hashSchema,
        index: z.int(),
        rights: z.array(z.enum(rightNames)),
        durationHours: z.int().describe('0 = perpetual.'),
        royalty: z.int().describe('Basis points of 10,000.'),
        price: amountSchema,
        terms: hashSchema.describe('keccak256 of the SPDX id or the text.'),
        closed: z.boolean(),
      }),
    ),
    shares: z.array(z.object({ account: addressSchema, shares: z.int() })),
    totals: z.object({
      paid: amountSchema,
      fees: amountSchema,
      net: amountSchema,
      distributed: amountSchema,
      sharesEarned: amountSchema.describe('Royalties received included.'),
    }),
  })
  .openapi('Asset')

export const lineageSchema = z
  .object({
    assetId: hashSchema,
    nodes: z.array(
      z.object({
        assetId: hashSchema,
        title: z.string(),
        kind: z.enum(kinds),
        status: z.enum(statuses),
      }),
    ),
    edges: z.array(
      z.object({
        child: hashSchema,
        parent: hashSchema,
        relation: z.enum(relations),
        offerId: hashSchema,
      }),
    ),
    royalties: z
      .array(z.object({ ancestor: hashSchema, rate: z.int() }))
      .describe('What this asset owes its ancestors, in basis points.'),
  })
  .openapi('Lineage')

export const salesSchema = z
  .object({
    items: z.array(
      z.object({
        purchaseId: hashSchema,
        offerId: hashSchema,
        payer: addressSchema,
        beneficiary: addressSchema,
        price: amountSchema,
        expiresAt: timeSchema.nullable().describe('null = perpetual.'),
        block: z.int(),
        transactionHash: hashSchema,
        at: timeSchema,
      }),
    ),
    nextCursor,
  })
  .openapi('SalePage')

const incomeEntrySchema = z.object({
  type: z.enum(['sale', 'royalty', 'dust']),
  assetId: hashSchema,
  amount: amountSchema,
  from: hashSchema.optional().describe('The descendant that was paid.'),
  rate: z.int().optional(),
  payment: z
    .object({
      transactionHash: hashSchema,
      block: z.int(),
      at: timeSchema,
      payer: addressSchema,
      amount: amountSchema,
      fee: amountSchema,
      purchaseId: hashSchema.nullable(),
      offerId: hashSchema.nullable(),
    })
    .optional(),
})

export const explanationSchema = z
  .object({
    account: addressSchema,
    block: z.int(),
    total: amountSchema,
    entries: z.array(incomeEntrySchema),
    pending: z
      .array(incomeEntrySchema)
      .describe('Paid, but not distributed yet; at present shares.'),
  })
  .openapi('Explanation')

export const earningsSchema = z
  .object({
    account: addressSchema,
    block: z.int(),
    total: amountSchema,
    claimed: amountSchema,
    claimable: amountSchema,
    pending: amountSchema,
    assets: z.array(
      z.object({
        assetId: hashSchema,
        title: z.string(),
        shares: z.int(),
        total: amountSchema,
        claimed: amountSchema,
        claimable: amountSchema,
        pending: amountSchema,
      }),
    ),
  })
  .openapi('Earnings')

const expirySchema = z
  .partialRecord(z.enum(rightNames), timeSchema.nullable())
  .describe('End of each right; null = perpetual.')

export const licencesSchema = z
  .object({
    items: z.array(
      z.object({
        assetId: hashSchema,
        title: z.string(),
        kind: z.enum(kinds),
        sold: expirySchema,
        granted: expirySchema,
      }),
    ),
  })
  .openapi('LicenceList')

export const keepersSchema = z
  .object({
    items: z.array(
      z.object({
        address: addressSchema,
        active: z.boolean(),
        epoch: z.int(),
        endpoint: z.string(),
        recipient: z.string(),
      }),
    ),
  })
  .openapi('KeeperList')

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
  .openapi('Problem')
