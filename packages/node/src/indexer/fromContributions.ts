import { toAssetId } from '@sahara/protocol'
import { contributionsAbi } from '@sahara/protocol/abis'
import { hexToString, parseEventLogs } from 'viem'
import {
  type FinalLog,
  insert,
  lower,
  type Statement,
  statement,
  storable,
} from './statement.ts'

/** Who contributed what: what an event of Contributions changes. */
export function fromContributions(log: FinalLog, at: number): Statement[] {
  const [event] = parseEventLogs({
    abi: contributionsAbi,
    eventName: ['ContributionAttested', 'ContributionAccepted'],
    logs: [log],
  })
  if (!event) return []
  const { contributionId } = event.args
  if (event.eventName === 'ContributionAccepted')
    return [
      statement('update contributions set accepted_at = $2 where id = $1', [
        contributionId,
        at,
      ]),
    ]
  const { version, contributor, role, evidence, attester } = event.args
  return [
    insert('contributions', {
      id: contributionId,
      asset_id: toAssetId(event.args.assetId),
      version,
      contributor: Number(contributor),
      role: storable(hexToString(role, { size: 32 })),
      evidence,
      attester: lower(attester),
      block: Number(log.blockNumber),
      log_index: log.logIndex,
      at,
    }),
  ]
}
