import { z } from 'zod'
import { addressSchema, amountSchema, hashSchema, timeSchema } from './forms.ts'
import { holdSchema } from './holds.ts'
import { escrowMoveSchema } from './keepers.ts'

const paymentSchema = z.object({
  transactionHash: hashSchema,
  block: z.int(),
  at: timeSchema,
  payer: addressSchema,
  amount: amountSchema,
  fee: amountSchema,
  purchaseId: hashSchema.nullable(),
  offerId: hashSchema.nullable(),
  hold: holdSchema.nullable().describe('null = it was the asset’s at once.'),
  resale: z
    .array(
      z.object({
        transactionHash: hashSchema,
        amount: amountSchema,
        orderHash: hashSchema
          .nullable()
          .describe('Of the trade; null: it came from somewhere else.'),
      }),
    )
    .nullable()
    .describe(
      'The royalties of resales that it was made of, which add up to it; null = it is no such payment.',
    ),
})

const incomeEntrySchema = z.object({
  type: z.enum(['sale', 'royalty', 'dust']),
  assetId: hashSchema,
  amount: z
    .string()
    .regex(/^-?[0-9]+$/)
    .describe('Wei of SAHARA; below 0 only for dust.'),
  from: hashSchema.optional().describe('The descendant that was paid.'),
  rate: z.int().optional(),
  payment: paymentSchema.optional(),
})

/** `/accounts/{account}/explain`. */
export const explanationSchema = z
  .object({
    account: addressSchema,
    block: z.int(),
    total: amountSchema,
    entries: z.array(incomeEntrySchema),
    pending: z
      .array(incomeEntrySchema)
      .describe('Paid, but not distributed yet; at present shares.'),
    held: z
      .array(incomeEntrySchema)
      .describe(
        'Held for a refund; what it comes to when released, in order of purchase and at present shares.',
      ),
    refunded: z
      .array(z.object({ assetId: hashSchema, payment: paymentSchema }))
      .describe(
        'Went back to its buyers, or can only go back; counts nowhere.',
      ),
    escrow: z
      .array(escrowMoveSchema)
      .describe(
        'Bonds, stakes and fees: what was set aside and what became of it; not part of the total.',
      ),
  })
  .meta({ id: 'Explanation' })

/** `/accounts/{account}/earnings`. */
export const earningsSchema = z
  .object({
    account: addressSchema,
    block: z.int(),
    total: amountSchema,
    claimed: amountSchema,
    claimable: amountSchema,
    pending: amountSchema,
    held: amountSchema,
    assets: z.array(
      z.object({
        assetId: hashSchema,
        title: z.string(),
        shares: z.int(),
        total: amountSchema,
        claimed: amountSchema,
        claimable: amountSchema,
        pending: amountSchema,
        held: amountSchema.describe(
          'Paid, but not income until it can no longer be refunded.',
        ),
        refunded: amountSchema.describe(
          'Paid for the asset and back with the buyers, before the fee and whoever holds the shares.',
        ),
      }),
    ),
  })
  .meta({ id: 'Earnings' })

export type Explanation = z.infer<typeof explanationSchema>
/** A part of an income and its cause. Amounts in wei. */
export type IncomeEntry = z.infer<typeof incomeEntrySchema>
export type Earnings = z.infer<typeof earningsSchema>
