import { keepersAbi } from '@sahara/protocol/abis'
import { parseEventLogs } from 'viem'
import {
  type FinalLog,
  lower,
  type Statement,
  statement,
  storable,
} from './statement.ts'

/** Who guards keys: what an event of Keepers changes. */
export function fromKeepers(log: FinalLog): Statement[] {
  const [event] = parseEventLogs({
    abi: keepersAbi,
    eventName: ['KeeperRegistered', 'KeeperLeft'],
    logs: [log],
  })
  if (!event) return []
  const address = lower(event.args.keeper)
  if (event.eventName === 'KeeperLeft')
    return [
      statement('update keepers set active = false where address = $1', [
        address,
      ]),
    ]
  const { epoch, endpoint, recipient } = event.args
  return [
    statement(
      `insert into keepers (address, active, epoch, endpoint, recipient)
       values ($1, true, $2, $3, $4) on conflict (address) do update set
       active = true, epoch = excluded.epoch, endpoint = excluded.endpoint,
       recipient = excluded.recipient`,
      [address, epoch.toString(), storable(endpoint), storable(recipient)],
    ),
  ]
}
