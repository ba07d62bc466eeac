import { z } from 'zod'
import {
  evidences,
  kinds,
  type Right,
  relations,
  rights,
  statuses,
} from '../vocabulary.ts'
import {
  addressSchema,
  amountSchema,
  hashSchema,
  nextCursor,
  pageSchemaOf,
  timeSchema,
} from './forms.ts'
import { holdSchema } from './holds.ts'

const rightSchema = z.enum(Object.keys(rights) as [Right, ...Right[]])

/** An asset as lists show it. */
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
    restricted: z
      .boolean()
      .describe('Each open offer has a policy: not everyone may buy.'),
  })
  .meta({ id: 'AssetSummary' })

/** `/assets`. */
export const assetPageSchema = pageSchemaOf(assetSummarySchema, 'AssetPage')

/** `/assets/{id}`. */
export const assetSchema = assetSummarySchema
  .extend({
    jobId: z
      .string()
      .nullable()
      .describe('The job that made it; null if its publisher says of what.'),
    metadata: z
      .record(z.string(), z.unknown())
      .nullable()
      .describe('Of the newest version; null until the node has its blob.'),
    versions: z.array(
      z.object({
        version: z.int(),
        metadataCid: z.string(),
        commitment: hashSchema,
        keyFaulty: z
          .boolean()
          .describe('Its key shares were proven not to give its key.'),
        shreddedAt: timeSchema
          .nullable()
          .describe(
            'When its owner had the key shares dropped: who did not open it before never can. null = it was not.',
          ),
        publishedAt: timeSchema,
      }),
    ),
    offers: z.array(
      z.object({
        offerId: hashSchema,
        index: z.int(),
        rights: z.array(rightSchema),
        durationHours: z.int().describe('0 = perpetual.'),
        royalty: z.int().describe('Basis points of 10,000.'),
        refundHours: z
          .int()
          .describe('How long a payment is held for a refund; 0 = not held.'),
        maxSales: z.int().describe('0 = no cap.'),
        policy: addressSchema
          .nullable()
          .describe('The contract that decides who may buy; null = everyone.'),
        policyText: z
          .string()
          .nullable()
          .describe('What the policy asks of a buyer, in words.'),
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
      held: amountSchema.describe('Not in `paid`: it may still be refunded.'),
      refunded: amountSchema,
      sharesEarned: amountSchema.describe('Royalties received included.'),
    }),
  })
  .meta({ id: 'Asset' })

/** `/assets/{id}/lineage`. */
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
        evidence: z
          .enum(evidences)
          .describe('Who says so: the publisher, or the job that made it.'),
        offerId: hashSchema,
        royalty: z
          .int()
          .describe('What the licence under this offer fixed, basis points.'),
      }),
    ),
    royalties: z
      .array(z.object({ ancestor: hashSchema, rate: z.int() }))
      .describe('What this asset owes its ancestors, in basis points.'),
  })
  .meta({ id: 'Lineage' })

/** `/assets/{id}/sales`. */
export const salesSchema = z
  .object({
    items: z.array(
      z.object({
        purchaseId: hashSchema,
        assetId: hashSchema,
        offerId: hashSchema,
        payer: addressSchema,
        beneficiary: addressSchema,
        price: amountSchema,
        expiresAt: timeSchema
          .nullable()
          .describe('As it was bought; null = perpetual.'),
        hold: holdSchema.nullable().describe('null = it cannot be refunded.'),
        block: z.int(),
        transactionHash: hashSchema,
        at: timeSchema,
      }),
    ),
    nextCursor,
  })
  .meta({ id: 'SalePage' })

export type AssetSummary = z.infer<typeof assetSummarySchema>
export type AssetPage = z.infer<typeof assetPageSchema>
export type Asset = z.infer<typeof assetSchema>
export type Lineage = z.infer<typeof lineageSchema>
export type SalePage = z.infer<typeof salesSchema>
