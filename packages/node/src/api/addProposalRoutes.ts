import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import { addresses, SaharaError, withoutProposer } from '@sahara/protocol'
import { governorAbi } from '@sahara/protocol/abis'
import {
  castVotePageSchema,
  hashSchema,
  type Proposal,
  proposalPageSchema,
  proposalSchema,
} from '@sahara/protocol/api'
import { reachChain } from '../reachChain.ts'
import { answers } from './answers.ts'
import type { NodeContext } from './nodeContext.ts'
import { pageOf, pageParameters, placeBefore, placeOf } from './pageOf.ts'

const params = z.object({
  id: hashSchema.describe('proposalId'),
})

const list = createRoute({
  method: 'get',
  path: '/proposals',
  tags: ['Governance'],
  summary: 'What holders of votes decide or decided, newest first.',
  request: { query: z.object(pageParameters) },
  responses: answers(proposalPageSchema, 'A page of proposals.'),
})

const show = createRoute({
  method: 'get',
  path: '/proposals/{id}',
  tags: ['Governance'],
  summary: 'A proposal, its votes and what it would do.',
  request: { params },
  responses: answers(proposalSchema, 'The proposal.'),
})

const votes = createRoute({
  method: 'get',
  path: '/proposals/{id}/votes',
  tags: ['Governance'],
  summary: 'Who voted how, newest first.',
  request: { params, query: z.object(pageParameters) },
  responses: answers(castVotePageSchema, 'A page of votes.'),
})

type ProposalRow = {
  id: string
  block: number
  log_index: number
  transaction: string
  at: number
  proposer: string
  description: string
  description_hash: string
  calls: Proposal['calls']
  votes_from: number
  votes_until: number
  executable_at: number | null
  is_executed: boolean
  is_cancelled: boolean
  against: string
  in_favour: string
  abstain: string
}

const supports = ['against', 'for', 'abstain'] as const

const sumOf = (support: (typeof supports)[number]) =>
  `(select coalesce(sum(v.votes), 0)::text from votes v
    where v.proposal_id = p.id and v.support = ${supports.indexOf(support)})`

const columns = `select p.*, ${sumOf('against')} as against,
  ${sumOf('for')} as in_favour, ${sumOf('abstain')} as abstain
  from proposals p`

/** The routes under /proposals. */
export function addProposalRoutes(
  api: OpenAPIHono,
  context: NodeContext,
): void {
  const { database, chain, common } = context
  let quorum: bigint | undefined

  /** The Governor's, which is fixed in its code. */
  async function readQuorum(): Promise<bigint> {
    quorum ??= await reachChain(() =>
      chain.readContract({
        address: addresses.governor,
        abi: governorAbi,
        functionName: 'quorum',
        args: [0n],
      }),
    )
    return quorum
  }

  async function toProposals(rows: readonly ProposalRow[]) {
    if (rows.length === 0) return []
    const needed = await readQuorum()
    const now = Math.floor(common.clock.now() / 1_000)
    return rows.map((row) => toProposal(row, needed, now))
  }

  api.openapi(list, async (c) => {
    const { cursor, limit } = c.req.valid('query')
    const { rows } = await database.query<ProposalRow>(
      `${columns} where (p.block, p.log_index) < ($1, $2)
       order by p.block desc, p.log_index desc limit $3`,
      [...placeBefore(cursor), limit + 1],
    )
    const { items, nextCursor } = pageOf(rows, limit, placeOf)
    return c.json({ items: await toProposals(items), nextCursor }, 200)
  })

  api.openapi(show, async (c) => {
    const { id } = c.req.valid('param')
    const { rows } = await database.query<ProposalRow>(
      `${columns} where p.id = $1`,
      [id],
    )
    const [proposal] = await toProposals(rows)
    if (proposal) return c.json(proposal, 200)
    throw new SaharaError('There is no such proposal.', {
      code: 'PROPOSAL_NOT_FOUND',
      hint: 'See /proposals.',
      details: { proposalId: id },
    })
  })

  api.openapi(votes, async (c) => {
    const { cursor, limit } = c.req.valid('query')
    const { rows } = await database.query<{
      block: number
      log_index: number
      voter: string
      support: number
      votes: string
      reason: string
      at: number
      transaction: string
    }>(
      `select * from votes
       where proposal_id = $1 and (block, log_index) < ($2, $3)
       order by block desc, log_index desc limit $4`,
      [c.req.valid('param').id, ...placeBefore(cursor), limit + 1],
    )
    const { items, nextCursor } = pageOf(rows, limit, placeOf)
    return c.json(
      {
        items: items.map((row) => ({
          voter: row.voter,
          support: supports[row.support] ?? supports[0],
          votes: row.votes,
          reason: row.reason,
          at: row.at,
          transactionHash: row.transaction,
        })),
        nextCursor,
      },
      200,
    )
  })
}

/** @param now Unix seconds */
function toProposal(row: ProposalRow, quorum: bigint, now: number): Proposal {
  const { against, in_favour, abstain } = row
  return {
    proposalId: row.id,
    proposer: row.proposer,
    description: withoutProposer(row.description),
    descriptionHash: row.description_hash,
    calls: row.calls,
    state: toState(row, quorum, now),
    createdAt: row.at,
    votesFrom: row.votes_from,
    votesUntil: row.votes_until,
    votes: { for: in_favour, against, abstain },
    quorum: quorum.toString(),
    executableAt: row.executable_at,
    block: row.block,
    transactionHash: row.transaction,
  }
}

/** As OpenZeppelin's Governor tells it. */
function toState(
  row: ProposalRow,
  quorum: bigint,
  now: number,
): Proposal['state'] {
  if (row.is_executed) return 'executed'
  if (row.is_cancelled) return 'cancelled'
  if (now <= row.votes_from) return 'pending'
  if (now <= row.votes_until) return 'active'
  const inFavour = BigInt(row.in_favour)
  const isReached = inFavour + BigInt(row.abstain) >= quorum
  if (!isReached || inFavour <= BigInt(row.against)) return 'defeated'
  return row.executable_at === null ? 'succeeded' : 'queued'
}
