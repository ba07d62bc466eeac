import { z } from 'zod'
import { kinds, type Right, rights } from '../vocabulary.ts'
import { addressSchema, hashSchema, nextCursor, timeSchema } from './forms.ts'

const rightSchema = z.enum(Object.keys(rights) as [Right, ...Right[]])

const expirySchema = z
  .partialRecord(rightSchema, timeSchema.nullable())
  .describe('End of each right, past ones too; null = perpetual.')

const idSchema = z.object({ id: z.int(), handle: z.string() })

/** `/accounts/{account}/licences`. */
export const licencesSchema = z
  .object({
    items: z.array(
      z.object({
        assetId: hashSchema,
        title: z.string(),
        kind: z.enum(kinds),
        sold: expirySchema,
        granted: expirySchema,
        shared: idSchema
          .extend({ sold: expirySchema, granted: expirySchema })
          .nullable()
          .describe(
            'What the account has because it belongs to a Sahara ID; null: nothing.',
          ),
      }),
    ),
    nextCursor,
  })
  .meta({ id: 'LicenceList' })

/** `/assets/{id}/holders`. */
export const holdersSchema = z
  .object({
    items: z.array(
      z.object({
        account: addressSchema,
        id: idSchema
          .nullable()
          .describe('Whose accounts all hold it; null: the account alone.'),
        sold: expirySchema,
        granted: expirySchema,
      }),
    ),
    nextCursor,
  })
  .meta({ id: 'HolderList' })

export type LicenceList = z.infer<typeof licencesSchema>
export type HolderList = z.infer<typeof holdersSchema>
/** End of each right in Unix seconds; null = perpetual. */
export type Expiries = z.infer<typeof expirySchema>
