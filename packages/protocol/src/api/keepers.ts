import { z } from 'zod'
import {
  addressSchema,
  amountSchema,
  hashSchema,
  nextCursor,
  pageSchemaOf,
  timeSchema,
} from './forms.ts'

/** `/keepers`. */
export const keepersSchema = z
  .object({
    items: z.array(
      z.object({
        address: addressSchema,
        active: z.boolean(),
        epoch: z.int(),
        endpoint: z.string(),
        recipient: z.string(),
        stake: amountSchema.describe('What provable faults would take from.'),
        successor: addressSchema
          .nullable()
          .describe('Who holds its key shares after it, as it said.'),
      }),
    ),
    nextCursor,
  })
  .meta({ id: 'KeeperList' })

/** A keeper that was asked for its key share in public. */
export const challengeSchema = z.object({
  id: hashSchema.describe('Of the deposit: a later challenge has the same.'),
  assetId: hashSchema,
  version: z.int(),
  index: z.int().describe('Of the key share.'),
  challenger: addressSchema,
  at: timeSchema,
  answerBy: timeSchema,
  state: z.enum(['open', 'answered', 'silent']),
  penalty: amountSchema
    .nullable()
    .describe('What silence cost the keeper; null = it was not silent.'),
  transactionHash: hashSchema,
  settled: z.object({ at: timeSchema, transactionHash: hashSchema }).nullable(),
})

/** `/keepers/{account}/challenges`. */
export const challengesSchema = pageSchemaOf(challengeSchema, 'ChallengeList')

/** What was locked, given back, forfeited or paid out of Escrow. */
export const escrowMoveSchema = z.object({
  type: z.enum(['locked', 'released', 'slashed', 'paid']),
  purpose: z.enum(['bond', 'stake', 'challenge', 'keeperFee']),
  assetId: hashSchema.nullable(),
  account: addressSchema.describe('Whose the money was.'),
  payee: addressSchema.nullable(),
  amount: amountSchema,
  block: z.int(),
  at: timeSchema,
  transactionHash: hashSchema,
})

export type Challenge = z.infer<typeof challengeSchema>
export type ChallengePage = z.infer<typeof challengesSchema>
export type EscrowMove = z.infer<typeof escrowMoveSchema>
