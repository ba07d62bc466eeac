import { addresses } from '@sahara/protocol'
import { governorAbi, saharaTokenAbi, timelockAbi } from '@sahara/protocol/abis'
import {
  decodeFunctionData,
  encodeAbiParameters,
  type Hex,
  keccak256,
  pad,
  parseEventLogs,
  stringToBytes,
  toHex,
  zeroHash,
} from 'viem'
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
          operation: operationOf({
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

/** Vetoes, and what the treasury spends: what an event of the timelock changes. */
export function fromTimelock(log: FinalLog, at: number): Statement[] {
  const [event] = parseEventLogs({
    abi: timelockAbi,
    eventName: ['Cancelled', 'CallExecuted'],
    logs: [log],
  })
  if (!event) return []
  if (event.eventName === 'CallExecuted') {
    const payment = toPayment(event.args)
    if (!payment) return []
    return [
      insert('spendings', {
        ...placeOf(log, at),
        ...{ operation: event.args.id, ...payment },
      }),
    ]
  }
  return [
    statement('update proposals set is_cancelled = true where operation = $1', [
      event.args.id,
    ]),
  ]
}

/** What a call of the timelock pays, if it is a plain transfer of SAHARA. */
function toPayment({ target, data }: { target: Hex; data: Hex }) {
  if (lower(target) !== addresses.token) return undefined
  try {
    const { functionName, args } = decodeFunctionData({
      abi: saharaTokenAbi,
      data,
    })
    if (functionName !== 'transfer') return undefined
    const [receiver, amount] = args
    return { receiver: lower(receiver), amount: amount.toString() }
  } catch {
    // A vote may call what the token does not know.
    return undefined
  }
}

/**
 * The operation of the timelock that a proposal becomes when it is queued, as
 * OpenZeppelin's GovernorTimelockControl and TimelockController have it.
 */
function operationOf(proposal: {
  targets: readonly Hex[]
  values: readonly bigint[]
  calldatas: readonly Hex[]
  descriptionHash: Hex
}): Hex {
  const { targets, values, calldatas, descriptionHash } = proposal
  const governor = pad(addresses.governor, { size: 32, dir: 'right' })
  const salt = toHex(BigInt(governor) ^ BigInt(descriptionHash), { size: 32 })
  return keccak256(
    encodeAbiParameters(
      [
        { type: 'address[]' },
        { type: 'uint256[]' },
        { type: 'bytes[]' },
        { type: 'bytes32' },
        { type: 'bytes32' },
      ],
      [targets, values, calldatas, zeroHash, salt],
    ),
  )
}
