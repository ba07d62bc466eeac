import { addresses, toAssetId } from '@sahara/protocol'
import {
  assetRegistryAbi,
  governorAbi,
  guardianAbi,
  parametersAbi,
  saharaTokenAbi,
  timelockAbi,
  validatorSetAbi,
} from '@sahara/protocol/abis'
import type { Change } from '@sahara/protocol/api'
import {
  decodeFunctionData,
  getAbiItem,
  type Hex,
  hexToString,
  parseEventLogs,
  trim,
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
  type Value,
} from './statement.ts'

const governor = { abi: governorAbi } as const
const registry = { abi: assetRegistryAbi } as const
const guardian = { abi: guardianAbi } as const
const timelock = { abi: timelockAbi } as const

// Copies that contracts keep of parameters (FeeUpdated, BondUpdated,
// RatesUpdated) follow in the same transaction, and are no changes of their own.
const events = [
  getAbiItem({ abi: parametersAbi, name: 'ParameterChanged' }),
  getAbiItem({ abi: parametersAbi, name: 'Upgraded' }),
  getAbiItem({ ...governor, name: 'VotingDelaySet' }),
  getAbiItem({ ...governor, name: 'VotingPeriodSet' }),
  getAbiItem({ ...governor, name: 'ProposalThresholdSet' }),
  getAbiItem({ ...governor, name: 'LateQuorumVoteExtensionSet' }),
  getAbiItem({ ...timelock, name: 'MinDelayChange' }),
  getAbiItem({ ...timelock, name: 'CallExecuted' }),
  getAbiItem({ abi: validatorSetAbi, name: 'ValidatorChanged' }),
  getAbiItem({ ...registry, name: 'AssetSuspended' }),
  getAbiItem({ ...registry, name: 'AssetResumed' }),
  getAbiItem({ ...registry, name: 'NewBusinessPaused' }),
  getAbiItem({ ...guardian, name: 'PausedNewBusiness' }),
  getAbiItem({ ...guardian, name: 'Vetoed' }),
] as const

/** What those who hold power changed: the row kind of `/changes`. */
export function fromPower(log: FinalLog, at: number): Statement[] {
  const [event] = parseEventLogs({ abi: events, logs: [log] })
  if (!event) return []
  const call = [Number(log.blockNumber), log.transactionHash]
  const add = (type: Change['type'], row: Record<string, Value>) => [
    insert('changes', { ...placeOf(log, at), type, ...row }),
  ]
  const setting = (subject: string, before: bigint, after: bigint) =>
    add('parameter', {
      ...{ subject, before: String(before), after: String(after) },
    })
  switch (event.eventName) {
    case 'ParameterChanged': {
      const { name, oldValue, newValue } = event.args
      const subject = hexToString(trim(name, { dir: 'right' }))
      return setting(storable(subject), oldValue, newValue)
    }
    case 'VotingDelaySet': {
      const { oldVotingDelay, newVotingDelay } = event.args
      return setting('votingDelay', oldVotingDelay, newVotingDelay)
    }
    case 'VotingPeriodSet': {
      const { oldVotingPeriod, newVotingPeriod } = event.args
      return setting('votingPeriod', oldVotingPeriod, newVotingPeriod)
    }
    case 'ProposalThresholdSet': {
      const { oldProposalThreshold: before, newProposalThreshold } = event.args
      return setting('proposalThreshold', before, newProposalThreshold)
    }
    case 'LateQuorumVoteExtensionSet': {
      const { oldVoteExtension, newVoteExtension } = event.args
      return setting('lateQuorumExtension', oldVoteExtension, newVoteExtension)
    }
    case 'MinDelayChange': {
      const { oldDuration, newDuration } = event.args
      return setting('timelockDelay', oldDuration, newDuration)
    }
    case 'Upgraded':
      return add('upgrade', {
        subject: lower(log.address),
        after: lower(event.args.implementation),
      }).concat(fillBefore(log))
    case 'ValidatorChanged':
      return add('validator', {
        subject: lower(event.args.validator),
        after: String(event.args.power),
      }).concat(fillBefore(log))
    case 'AssetSuspended': {
      const { assetId, reason } = event.args
      const subject = toAssetId(assetId)
      return add('suspension', { subject, reason: toReason(reason) })
    }
    case 'AssetResumed':
      return add('resumption', { subject: toAssetId(event.args.assetId) })
    case 'NewBusinessPaused': {
      const until = Number(event.args.until)
      return until > at
        ? add('pause', { after: String(until) })
        : add('unpause', {})
    }
    case 'PausedNewBusiness':
      return [
        statement(
          `update changes set reason = $3
           where block = $1 and transaction = $2 and type = 'pause'
             and reason is null`,
          [...call, toReason(event.args.reason)],
        ),
      ]
    case 'Vetoed': {
      const { operationId: operation, reason } = event.args
      return add('veto', {
        ...{ subject: operation, operation, reason: toReason(reason) },
      })
    }
    case 'CallExecuted': {
      const operation = event.args.id
      const payment = toPayment(event.args)
      return [
        // The timelock tells of a call once it is made.
        statement(
          `update changes set operation = $3
           where block = $1 and transaction = $2 and operation is null
             and type not in ('pause', 'unpause')`,
          [...call, operation],
        ),
        ...(payment ? add('payment', { operation, ...payment }) : []),
      ]
    }
  }
}

/** What the change before the one of this event left, if there was one. */
function fillBefore(log: FinalLog): Statement {
  return statement(
    `update changes c set before = (select p.after from changes p
       where p.type = c.type and p.subject = c.subject
         and (p.block, p.log_index) < (c.block, c.log_index)
       order by p.block desc, p.log_index desc limit 1)
     where c.block = $1 and c.log_index = $2`,
    [Number(log.blockNumber), log.logIndex],
  )
}

/** Hash of a published reason; null where none was given. */
function toReason(reason: Hex): Hex | null {
  return reason === zeroHash ? null : reason
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
    return { subject: lower(receiver), after: amount.toString() }
  } catch {
    // A vote may call what the token does not know.
    return undefined
  }
}
