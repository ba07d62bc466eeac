import { z } from 'zod'
import { hashSchema, timeSchema } from './forms.ts'

/** What may become of a payment that is held. */
export const holdStates = ['held', 'released', 'refunded'] as const

/** What became of a payment with a refund window. */
export const holdSchema = z
  .object({
    state: z.enum(holdStates),
    until: timeSchema.describe('From when on anyone may release it.'),
    commitment: hashSchema.describe(
      'Of the version whose key a proof must be about.',
    ),
    keyFaulty: z
      .boolean()
      .describe('The key was proven bad: what is held can only go back.'),
    settled: z
      .object({ at: timeSchema, transactionHash: hashSchema })
      .nullable()
      .describe('When it was released or refunded.'),
  })
  .meta({ id: 'Hold' })

export type Hold = z.infer<typeof holdSchema>
