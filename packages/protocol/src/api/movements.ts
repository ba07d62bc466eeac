import { z } from 'zod'
import {
  addressSchema,
  amountSchema,
  hashSchema,
  nextCursor,
  timeSchema,
} from './forms.ts'

/** Why SAHARA came or went. */
export const movementCauses = [
  'purchase',
  'payment',
  'refund',
  'claim',
  'fees',
  'deposit',
  'return',
  'earned',
  'penalty',
  'tradePrice',
  'tradeProceeds',
  'tradeFee',
  'tradeRoyalty',
  'spending',
  'votesLocked',
  'votesReturned',
  'wrapped',
  'unwrapped',
  'transfer',
] as const

/** What a deposit in Escrow is for. */
export const depositPurposes = [
  'bond',
  'stake',
  'challenge',
  'keeperFee',
  'other',
] as const

const causeSchema = z
  .object({
    type: z
      .enum(movementCauses)
      .describe(
        'purchase: a licence; payment: to an asset without one; refund: of a purchase; claim: income of shares; fees: to the treasury; deposit, return: what was put aside in Escrow, and came back or was paid out; earned, penalty: parts of a return that others had put aside, paid for the work of a keeper, or lost by one; trade…: what a trade gave to whom; spending: of the treasury, by what the timelock was told; transfer: none of these.',
      ),
    assetId: hashSchema.nullable(),
    purchaseId: hashSchema.nullable(),
    orderHash: hashSchema.nullable().describe('Of the trade.'),
    purpose: z.enum(depositPurposes).nullable(),
    proposalId: hashSchema
      .nullable()
      .describe(
        'Of a spending; null too if an account told the timelock that may, as on local chains.',
      ),
  })
  .meta({ id: 'MovementCause' })

/** `/accounts/{account}/movements`. */
export const movementPageSchema = z
  .object({
    account: addressSchema,
    block: z.int(),
    balance: amountSchema.describe('On chain, at this block.'),
    opening: amountSchema.describe(
      'What it had before its first movement: given in the genesis state.',
    ),
    items: z.array(
      z.object({
        amount: z
          .string()
          .regex(/^-?[0-9]+$/)
          .describe('Wei of SAHARA; below 0 what went out.'),
        balance: amountSchema.describe('After it.'),
        counterparty: addressSchema,
        cause: causeSchema,
        parts: z
          .array(causeSchema.extend({ amount: amountSchema }))
          .describe(
            'What it was made of, if of several; adds up to the amount.',
          ),
        block: z.int(),
        transactionHash: hashSchema,
        at: timeSchema,
      }),
    ),
    nextCursor,
  })
  .meta({ id: 'MovementPage' })

export type MovementPage = z.infer<typeof movementPageSchema>
export type MovementCause = z.infer<typeof causeSchema>
export type DepositPurpose = (typeof depositPurposes)[number]
