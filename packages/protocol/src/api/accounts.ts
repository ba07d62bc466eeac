import { z } from 'zod'
import { addressSchema, amountSchema, hashSchema, timeSchema } from './forms.ts'

const incomeEntrySchema = z.object({
  type: z.enum(['sale', 'royalty', 'dust']),
  assetId: hashSchema,
  amount: z
    .string()
    .regex(/^-?[0-9]+$/)
    .describe('Wei of SAHARA; below 0 only for dust.'),
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
  .meta({ id: 'Explanation' })

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
  .meta({ id: 'Earnings' })

export type Explanation = z.infer<typeof explanationSchema>
export type IncomeEntry = z.infer<typeof incomeEntrySchema>
export type Earnings = z.infer<typeof earningsSchema>
