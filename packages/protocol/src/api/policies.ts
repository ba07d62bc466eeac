import { z } from 'zod'
import { addressSchema, nextCursor, timeSchema } from './forms.ts'

const uintSchema = z
  .string()
  .regex(/^(0|[1-9][0-9]{0,77})$/)
  .describe('uint256 as a decimal string.')

const policy = addressSchema.describe('Where the rule lies.')

const parts = z
  .array(addressSchema)
  .describe('Asked in this order; their rules are in the list too.')

/** One rule of the policy factory, or a contract that is not of it. */
export const policyRuleSchema = z
  .discriminatedUnion('kind', [
    z.object({
      kind: z.literal('tokenHolding'),
      policy,
      token: addressSchema.describe('An ERC-20 or ERC-721.'),
      minimum: uintSchema.describe('In its smallest unit, or tokens.'),
    }),
    z.object({
      kind: z.literal('tokenIdHolding'),
      policy,
      token: addressSchema.describe('An ERC-1155 or ERC-6909.'),
      id: uintSchema.describe('Which of its tokens.'),
      minimum: uintSchema,
    }),
    z.object({ kind: z.literal('membership'), policy }),
    z.object({
      kind: z.literal('timeWindow'),
      policy,
      start: timeSchema.describe('Inclusive.'),
      end: timeSchema.describe('Exclusive.'),
    }),
    z.object({ kind: z.literal('allOf'), policy, parts }),
    z.object({ kind: z.literal('anyOf'), policy, parts }),
    z.object({
      kind: z.literal('not'),
      policy,
      part: addressSchema.describe('Whose answer is turned round.'),
    }),
    z.object({ kind: z.literal('foreign'), policy }),
  ])
  .meta({ id: 'PolicyRule' })

/** `/policies/{policy}`. */
export const policySchema = z
  .object({
    policy: addressSchema,
    text: z.string().describe('What it asks of a buyer, in words.'),
    rules: z
      .array(policyRuleSchema)
      .describe('The policy itself, then all it is made of; 64 at most.'),
    members: z
      .int()
      .nullable()
      .describe('How many are on the list; null: it is no list.'),
    owner: addressSchema
      .nullable()
      .describe('Who keeps the list; null: it is no list.'),
  })
  .meta({ id: 'Policy' })

/** `/policies/{policy}/members`. */
export const policyMemberPageSchema = z
  .object({
    items: z.array(z.object({ account: addressSchema, since: timeSchema })),
    nextCursor,
  })
  .meta({ id: 'PolicyMemberPage' })

export type PolicyRule = z.infer<typeof policyRuleSchema>
export type Policy = z.infer<typeof policySchema>
export type PolicyMemberPage = z.infer<typeof policyMemberPageSchema>
