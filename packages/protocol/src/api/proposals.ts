import { z } from 'zod'
import {
  addressSchema,
  amountSchema,
  hashSchema,
  pageSchemaOf,
  timeSchema,
} from './forms.ts'

const votesSchema = amountSchema.describe('Votes, as wei of locked SAHARA.')

export const proposalSchema = z
  .object({
    proposalId: hashSchema,
    proposer: addressSchema,
    description: z
      .string()
      .describe("Markdown, without the proposer's name at its end."),
    descriptionHash: hashSchema.describe(
      'Of the description on chain: what queue and execute of the Governor ask for.',
    ),
    calls: z
      .array(
        z.object({
          to: addressSchema,
          value: amountSchema.describe('Wei of native coin.'),
          data: z.string(),
        }),
      )
      .describe('What the timelock does if the proposal is executed.'),
    state: z
      .enum([
        'pending',
        'active',
        'defeated',
        'succeeded',
        'queued',
        'executed',
        'cancelled',
      ])
      .describe('At the present time, by the votes at the last final block.'),
    createdAt: timeSchema,
    votesFrom: timeSchema.describe(
      'Who holds votes then can cast them, afterwards.',
    ),
    votesUntil: timeSchema,
    votes: z.object({
      for: votesSchema,
      against: votesSchema,
      abstain: votesSchema,
    }),
    quorum: amountSchema.describe('What for and abstain must reach.'),
    executableAt: timeSchema.nullable().describe('null until it is queued.'),
    block: z.int(),
    transactionHash: hashSchema,
  })
  .meta({ id: 'Proposal' })

export const proposalPageSchema = pageSchemaOf(proposalSchema, 'ProposalPage')

export const castVoteSchema = z
  .object({
    voter: addressSchema,
    support: z.enum(['against', 'for', 'abstain']),
    votes: votesSchema,
    reason: z.string(),
    at: timeSchema,
    transactionHash: hashSchema,
  })
  .meta({ id: 'CastVote' })

export const castVotePageSchema = pageSchemaOf(castVoteSchema, 'CastVotePage')

export type Proposal = z.infer<typeof proposalSchema>
export type ProposalPage = z.infer<typeof proposalPageSchema>
export type CastVotePage = z.infer<typeof castVotePageSchema>
