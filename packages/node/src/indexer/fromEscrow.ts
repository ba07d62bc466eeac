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
  Funded: 'funded',
  Locked: 'locked',
  Released: 'released',
  Slashed: 'slashed',
  PaidOut: 'paid',
  Withdrawn: 'withdrawn',
} as const

/**
 * Bonds, stakes and fees: what an event of Escrow moves. `beneficiary` is who
 * paid it in, or whose it became, or who was paid.
 */
export function fromEscrow(log: FinalLog, at: number): Statement[] {
  const [event] = parseEventLogs({
    abi: escrowAbi,
    eventName: [
      'Funded',
      'Locked',
      'Released',
      'Slashed',
      'PaidOut',
      'Withdrawn',
    ],
    logs: [log],
  })
  if (!event) return []
  const { account, amount } = event.args
  const payee = event.eventName === 'PaidOut' ? lower(event.args.payee) : null
  const payer = event.eventName === 'Funded' ? lower(event.args.payer) : null
  const treasury = event.eventName === 'Slashed' ? addresses.timelock : null
  return [
    insert('escrow_moves', {
      ...placeOf(log, at),
      type: types[event.eventName],
      ...(event.eventName === 'Withdrawn'
        ? other
        : purposeOf(event.args.holder, event.args.purpose)),
      account: lower(account),
      payee,
      beneficiary: payee ?? payer ?? treasury ?? lower(account),
      amount: amount.toString(),
    }),
  ]
}

type Purpose = { purpose: string; asset_id: string | null }

/** A withdrawal is of all purposes; another holder's may be anything. */
const other: Purpose = { purpose: 'other', asset_id: null }

/** In the words of the protocol's own holders. */
function purposeOf(holder: string, purpose: Hex): Purpose {
  if (lower(holder) === addresses.assetRegistry)
    return { purpose: 'bond', asset_id: purpose }
  if (lower(holder) !== addresses.keepers) return other
  const words = hexToString(purpose, { size: 32 })
  if (words === 'keeper stake') return { purpose: 'stake', asset_id: null }
  if (words === 'keeper challenge')
    return { purpose: 'challenge', asset_id: null }
  return { purpose: 'keeperFee', asset_id: purpose }
}
