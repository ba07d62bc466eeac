import { operationIdOf } from '@sahara/protocol'
import { governorAbi, timelockAbi } from '@sahara/protocol/abis'
import { keccak256, parseEventLogs, stringToBytes, toHex } from 'viem'
import {
  type FinalLog,
  insert,
  lower,
  placeOf,
  type Statement,
  statement,
  storable,
} from './statement.ts'

const idOf = (proposalId: bigint) => toHex(proposalId, { size: 32 })

/** Proposals and votes: what an event of the Governor changes. */
export function fromGovernor(log: FinalLog, at: number): Statement[] {
  const [event] = parseEventLogs({
    abi: governorAbi,
    eventName: [
      'ProposalCreated',
      'ProposalExtended',
      'ProposalQueued',
      'ProposalExecuted',
      'ProposalCanceled',
      'VoteCast',
    ],
    logs: [log],
  })
  if (!event) return []
  const id = idOf(event.args.proposalId)
  switch (event.eventName) {
    case 'ProposalCreated': {
      const { targets, values, calldatas, description } = event.args
      const descriptionHash = keccak256(stringToBytes(description))
      const calls = targets.map((to, index) => ({
        to: lower(to),
        value: String(values[index]),
        data: calldatas[index],
      }))
      return [
        insert('proposals', {
          ...placeOf(log, at),
          id,
          operation: operationIdOf({
            ...{ targets, values, calldatas, descriptionHash },
          }),
          proposer: lower(event.args.proposer),
          description: storable(description),
          description_hash: descriptionHash,
          calls: JSON.stringify(calls),
          votes_from: Number(event.args.voteStart),
          votes_until: Number(event.args.voteEnd),
        }),
      ]
    }
    case 'ProposalExtended':
      return [
        statement('update proposals set votes_until = $2 where id = $1', [
          id,
          Number(event.args.extendedDeadline),
        ]),
      ]
    case 'ProposalQueued':
      return [
        statement('update proposals set executable_at = $2 where id = $1', [
          id,
          Number(event.args.etaSeconds),
        ]),
      ]
    case 'ProposalExecuted':
      return [
        statement('update proposals set is_executed = true where id = $1', [
          id,
        ]),
      ]
    case 'ProposalCanceled':
      return [
        statement('update proposals set is_cancelled = true where id = $1', [
          id,
        ]),
      ]
    case 'VoteCast':
      return [
        insert('votes', {
          ...placeOf(log, at),
          proposal_id: id,
          voter: lower(event.args.voter),
          support: event.args.support,
          votes: event.args.weight.toString(),
          reason: storable(event.args.reason),
        }),
      ]
  }
}

/** Vetoes: what an event of the timelock changes. */
export function fromTimelock(log: FinalLog): Statement[] {
  const [event] = parseEventLogs({
    abi: timelockAbi,
    eventName: 'Cancelled',
    logs: [log],
  })
  if (!event) return []
  return [
    statement('update proposals set is_cancelled = true where operation = $1', [
      event.args.id,
    ]),
  ]
}
