import { addresses } from '@sahara/protocol'
import { escrowAbi } from '@sahara/protocol/abis'
import { type Hex, hexToString, parseEventLogs } from 'viem'
import {
  type FinalLog,
  insert,
  lower,
  placeOf,
  type Statement,
} from './statement.ts'

const types = {
  Locked: 'locked',
  Released: 'released',
  Slashed: 'slashed',
  PaidOut: 'paid',
} as const

/** Bonds, stakes and fees: what an event of Escrow moves. */
export function fromEscrow(log: FinalLog, at: number): Statement[] {
  const [event] = parseEventLogs({
    abi: escrowAbi,
    eventName: ['Locked', 'Released', 'Slashed', 'PaidOut'],
    logs: [log],
  })
  const purpose = event && purposeOf(event.args.holder, event.args.purpose)
  if (!purpose) return []
  const { account, amount } = event.args
  return [
    insert('escrow_moves', {
      ...placeOf(log, at),
      type: types[event.eventName],
      ...purpose,
      account: lower(account),
      payee: event.eventName === 'PaidOut' ? lower(event.args.payee) : null,
      amount: amount.toString(),
    }),
  ]
}

/** In the words of the protocol's own holders; others may be anyone's. */
function purposeOf(
  holder: string,
  purpose: Hex,
): { purpose: string; asset_id: string | null } | undefined {
  if (lower(holder) === addresses.assetRegistry)
    return { purpose: 'bond', asset_id: purpose }
  if (lower(holder) !== addresses.keepers) return undefined
  const words = hexToString(purpose, { size: 32 })
  if (words === 'keeper stake') return { purpose: 'stake', asset_id: null }
  if (words === 'keeper challenge')
    return { purpose: 'challenge', asset_id: null }
  return { purpose: 'keeperFee', asset_id: purpose }
}
