import { z } from 'zod'
import { hashSchema, pageSchemaOf, timeSchema } from './forms.ts'

/** What votes and the guardian can do. */
export const changeTypes = [
  'parameter',
  'payment',
  'validator',
  'upgrade',
  'suspension',
  'resumption',
  'pause',
  'unpause',
  'veto',
] as const

export const changeSchema = z
  .object({
    type: z
      .enum(changeTypes)
      .describe(
        'payment: of SAHARA out of the treasury; suspension, resumption: of the sales of an asset; pause: of all new business, until it is over or an unpause; veto: of what was queued.',
      ),
    subject: z
      .string()
      .nullable()
      .describe(
        "The parameter's name, the receiver, the validator, the upgraded contract, the asset's id or the vetoed operation of the timelock; null of a pause.",
      ),
    before: z
      .string()
      .nullable()
      .describe(
        'As `after`; null also where it stood in the genesis state and no event told.',
      ),
    after: z
      .string()
      .nullable()
      .describe(
        'The value of a parameter, the wei of a payment, the votes of a validator, the new implementation, or until when it pauses in Unix seconds.',
      ),
    reason: hashSchema
      .nullable()
      .describe('Hash of the published reason, where one was given.'),
    proposalId: hashSchema
      .nullable()
      .describe(
        'What was voted; null of the guardian, and where an account told the timelock that may, as on local chains.',
      ),
    block: z.int(),
    transactionHash: hashSchema,
    at: timeSchema,
  })
  .meta({ id: 'Change' })

export const changePageSchema = pageSchemaOf(changeSchema, 'ChangePage')

export type Change = z.infer<typeof changeSchema>
export type ChangePage = z.infer<typeof changePageSchema>
