import { membershipAbi, policyFactoryAbi } from '@sahara/protocol/abis'
import type { PolicyRule } from '@sahara/protocol/api'
import {
  type AbiParameter,
  type Address,
  decodeAbiParameters,
  type Hex,
  hexToString,
  parseEventLogs,
} from 'viem'
import {
  type FinalLog,
  insert,
  lower,
  type Statement,
  statement,
} from './statement.ts'

const types = (...list: string[]): AbiParameter[] =>
  list.map((type) => ({ type }))

/** The last moment a date can name: later is never. */
const lastMoment = 8_640_000_000_000n

const toMoment = (value: bigint): number =>
  Number(value < lastMoment ? value : lastMoment)

/** Rules, by what the factory made: what an event of it changes. */
export function fromPolicyFactory(log: FinalLog): Statement[] {
  const [event] = parseEventLogs({
    abi: policyFactoryAbi,
    eventName: 'PolicyCreated',
    logs: [log],
  })
  if (!event) return []
  const policy = lower(event.args.policy)
  const rule = toRule(
    policy,
    hexToString(event.args.kind, { size: 32 }),
    event.args.arguments,
  )
  return rule
    ? [insert('policies', { address: policy, rule: JSON.stringify(rule) })]
    : []
}

function toRule(
  policy: string,
  kind: string,
  data: Hex,
): PolicyRule | undefined {
  const decode = (...list: string[]): unknown[] => [
    ...decodeAbiParameters(types(...list), data),
  ]
  switch (kind) {
    case 'TokenHolding': {
      const [token, minimum] = decode('address', 'uint256')
      return {
        ...{ kind: 'tokenHolding', policy, token: lower(String(token)) },
        minimum: String(minimum),
      }
    }
    case 'TokenIdHolding': {
      const [token, id, minimum] = decode('address', 'uint256', 'uint256')
      return {
        ...{ kind: 'tokenIdHolding', policy, token: lower(String(token)) },
        ...{ id: String(id), minimum: String(minimum) },
      }
    }
    case 'Membership':
      return { kind: 'membership', policy }
    case 'TimeWindow': {
      const [start, end] = decode('uint256', 'uint256') as [bigint, bigint]
      return {
        ...{ kind: 'timeWindow', policy },
        ...{ start: toMoment(start), end: toMoment(end) },
      }
    }
    case 'AllOf':
    case 'AnyOf': {
      const [parts] = decode('address[]') as [Address[]]
      return {
        kind: kind === 'AllOf' ? 'allOf' : 'anyOf',
        ...{ policy, parts: parts.map(lower) },
      }
    }
    case 'Not': {
      const [part] = decode('address')
      return { kind: 'not', policy, part: lower(String(part)) }
    }
    default:
      return undefined
  }
}

/**
 * Who is on a list. Anyone can emit such an event: only those of a list that
 * the factory made count.
 */
export function fromMembership(log: FinalLog, at: number): Statement[] {
  const [event] = parseEventLogs({
    abi: membershipAbi,
    eventName: 'MembershipSet',
    logs: [log],
  })
  if (!event) return []
  const values = [lower(log.address), lower(event.args.account)]
  return event.args.member
    ? [
        statement(
          `insert into policy_members (policy, account, at)
           select $1, $2, $3 where exists (select 1 from policies
             where address = $1 and rule->>'kind' = 'membership')
           on conflict (policy, account) do nothing`,
          [...values, at],
        ),
      ]
    : [
        statement(
          'delete from policy_members where policy = $1 and account = $2',
          values,
        ),
      ]
}
