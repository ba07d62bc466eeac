import { revenueAbi, saharaTokenAbi } from '@sahara/protocol/abis'
import { parseEventLogs } from 'viem'
import {
  type FinalLog,
  insert,
  lower,
  placeOf,
  type Statement,
} from './statement.ts'

/** Every movement of SAHARA: what an event of the token changes. */
export function fromToken(log: FinalLog, at: number): Statement[] {
  const [event] = parseEventLogs({
    abi: saharaTokenAbi,
    eventName: 'Transfer',
    logs: [log],
  })
  if (!event) return []
  return [
    insert('transfers', {
      ...placeOf(log, at),
      sender: lower(event.args.from),
      receiver: lower(event.args.to),
      amount: event.args.value.toString(),
    }),
  ]
}

/** What the treasury was paid of the fees. */
export function fromTreasury(log: FinalLog, at: number): Statement[] {
  const [event] = parseEventLogs({
    abi: revenueAbi,
    eventName: 'TreasuryPaid',
    logs: [log],
  })
  if (!event) return []
  const { treasury, amount } = event.args
  return [
    insert('treasury_payments', {
      ...placeOf(log, at),
      treasury: lower(treasury),
      amount: amount.toString(),
    }),
  ]
}
