import { z } from 'zod'
import { escrowTerms } from '../vocabulary.ts'
import { addressSchema, amountSchema, hashSchema, nextCursor } from './forms.ts'
import { depositPurposes } from './movements.ts'

/** `/accounts/{account}/deposits`. */
export const depositPageSchema = z
  .object({
    account: addressSchema,
    block: z.int(),
    withdrawable: amountSchema.describe(
      'What Escrow pays the account as soon as anyone asks it to.',
    ),
    items: z.array(
      z.object({
        id: hashSchema.describe('keccak256(abi.encode(agreement)).'),
        purpose: z.enum(depositPurposes),
        assetId: hashSchema.nullable(),
        agreement: z
          .object({
            holder: addressSchema.describe('The contract that may lock it.'),
            purpose: hashSchema.describe('In the words of the holder.'),
            account: addressSchema,
            terms: z
              .enum(escrowTerms)
              .describe('What the holder may do, beside giving it back.'),
            until: z
              .int()
              .describe(
                'Unix seconds, from which the account may take back also what is locked; 0 = never.',
              ),
          })
          .describe('Names the deposit, in Escrow too.'),
        free: amountSchema.describe('The account may take it back.'),
        locked: amountSchema.describe('Comes back through its holder.'),
      }),
    ),
    nextCursor,
  })
  .meta({ id: 'DepositPage' })

export type DepositPage = z.infer<typeof depositPageSchema>
