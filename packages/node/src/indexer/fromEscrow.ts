import { addresses, agreementIdOf, escrowTerms } from '@sahara/protocol'
import { escrowAbi } from '@sahara/protocol/abis'
import { type Address, type Hex, hexToString, parseEventLogs } from 'viem'
import {
  type FinalLog,
  insert,
  lower,
  placeOf,
  type Statement,
  statement,
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
 * Bonds, stakes and fees: what an event of Escrow moves, and what then lies
 * under its agreement. `beneficiary` is who paid it in, or whose it became, or
 * who was paid.
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
    ...depositOf(log, at, event),
  ]
}

type MoveEvent =
  | { eventName: 'Funded'; args: Moved & { terms: number } }
  | { eventName: 'Released'; args: Moved & { terms: number } }
  | { eventName: 'Slashed'; args: Moved }
  | { eventName: 'PaidOut'; args: Moved }
  | { eventName: 'Locked' }
  | { eventName: 'Withdrawn' }
type Moved = {
  holder: Address
  purpose: Hex
  account: Address
  until: number
  amount: bigint
}

/** Locking leaves the money where it is; a withdrawal takes it from none. */
function depositOf(log: FinalLog, at: number, event: MoveEvent): Statement[] {
  if (event.eventName === 'Locked' || event.eventName === 'Withdrawn') return []
  const { holder, purpose, account, until, amount } = event.args
  // Only under these terms can a holder do this.
  const terms =
    event.eventName === 'Slashed'
      ? escrowTerms.indexOf('slashable')
      : event.eventName === 'PaidOut'
        ? escrowTerms.indexOf('payable')
        : event.args.terms
  const id = agreementIdOf({ holder, purpose, account, terms, until })
  if (event.eventName !== 'Funded')
    return [
      statement(
        'update deposits set amount = amount - $2::numeric where id = $1',
        [id, amount.toString()],
      ),
    ]
  const first = insert('deposits', {
    ...placeOf(log, at),
    id,
    ...purposeOf(holder, purpose),
    account: lower(account),
    holder: lower(holder),
    purpose_bytes: purpose,
    terms,
    until,
    amount: amount.toString(),
  })
  return [
    statement(
      `${first.sql} on conflict (id) do update
       set amount = deposits.amount + excluded.amount`,
      first.values,
    ),
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
