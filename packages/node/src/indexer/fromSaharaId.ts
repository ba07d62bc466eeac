import { saharaIdAbi } from '@sahara/protocol/abis'
import { parseEventLogs, zeroHash } from 'viem'
import {
  type FinalLog,
  insert,
  lower,
  type Statement,
  statement,
  storable,
} from './statement.ts'

const noRecovery = 'new_owner = null, ready_at = null'

/** Earlier approvals are void from here on. */
const voidApprovals = (id: number) =>
  statement('delete from recovery_approvals where id = $1', [id])

/** Who is who: what an event of SaharaID changes. */
export function fromSaharaId(log: FinalLog, at: number): Statement[] {
  const [event] = parseEventLogs({
    abi: saharaIdAbi,
    eventName: [
      'Registered',
      'ProfileSet',
      'RecipientRotated',
      'AccountLinked',
      'AccountUnlinked',
      'GuardiansSet',
      'RecoveryApproved',
      'RecoveryStarted',
      'RecoveryVetoed',
      'Recovered',
    ],
    logs: [log],
  })
  if (!event) return []
  const id = Number(event.args.id)
  switch (event.eventName) {
    case 'Registered':
      return [
        insert('ids', {
          id,
          handle: event.args.handle,
          owner: lower(event.args.owner),
          profile: zeroHash,
          at,
        }),
      ]
    case 'ProfileSet':
      return [
        statement('update ids set profile = $2 where id = $1', [
          id,
          event.args.profile,
        ]),
      ]
    case 'RecipientRotated':
      return [
        insert('id_recipients', {
          id,
          index: Number(event.args.index),
          recipient: storable(event.args.recipient),
          at,
        }),
      ]
    case 'AccountLinked':
      return [
        insert('id_accounts', { account: lower(event.args.account), id, at }),
      ]
    case 'AccountUnlinked':
      return [
        statement('delete from id_accounts where account = $1', [
          lower(event.args.account),
        ]),
      ]
    case 'GuardiansSet': {
      const { guardians, threshold, delay } = event.args.guardianship
      const guardianship = {
        guardians: guardians.map(lower),
        threshold,
        delaySeconds: delay,
      }
      return [
        statement(
          `update ids set guardianship = $2, ${noRecovery} where id = $1`,
          [id, guardians.length > 0 ? JSON.stringify(guardianship) : null],
        ),
        voidApprovals(id),
      ]
    }
    case 'RecoveryApproved':
      return [
        insert('recovery_approvals', {
          id,
          guardian: lower(event.args.guardian),
          new_owner: lower(event.args.newOwner),
          at,
        }),
      ]
    case 'RecoveryStarted':
      return [
        statement(
          'update ids set new_owner = $2, ready_at = $3 where id = $1',
          [id, lower(event.args.newOwner), Number(event.args.readyAt)],
        ),
      ]
    case 'RecoveryVetoed':
      return [
        statement(`update ids set ${noRecovery} where id = $1`, [id]),
        voidApprovals(id),
      ]
    case 'Recovered':
      return [
        statement(`update ids set owner = $2, ${noRecovery} where id = $1`, [
          id,
          lower(event.args.newOwner),
        ]),
        voidApprovals(id),
      ]
  }
}
