import { toAssetId } from '@sahara/protocol'
import { keepersAbi } from '@sahara/protocol/abis'
import { parseEventLogs, toHex, zeroAddress } from 'viem'
import {
  type FinalLog,
  insert,
  lower,
  placeOf,
  type Statement,
  statement,
  storable,
} from './statement.ts'

/** Who guards keys, and what they answered: what an event of Keepers changes. */
export function fromKeepers(log: FinalLog, at: number): Statement[] {
  const [event] = parseEventLogs({
    abi: keepersAbi,
    eventName: [
      'KeeperRegistered',
      'KeeperLeft',
      'KeeperStaked',
      'KeeperStakeReleased',
      'KeeperChallenged',
      'KeeperAnswered',
      'KeeperSilent',
      'KeeperLied',
      'KeeperSuccessorNamed',
      'KeySharesShredded',
    ],
    logs: [log],
  })
  if (!event) return []
  if (event.eventName === 'KeySharesShredded') {
    const { assetId, version } = event.args
    return [insert('shreds', { asset_id: toAssetId(assetId), version, at })]
  }
  const address = lower(event.args.keeper)
  const addStake = (amount: bigint) =>
    statement(
      'update keepers set stake = stake + $2::numeric where address = $1',
      [address, amount.toString()],
    )
  const settle = (id: string, state: string, penalty: string | null) =>
    statement(
      `update challenges set state = $2, penalty = $3,
       settled_transaction = $4, settled_at = $5
       where id = $1 and state = 'open'`,
      [id, state, penalty, log.transactionHash, at],
    )
  switch (event.eventName) {
    case 'KeeperRegistered': {
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
    case 'KeeperLeft':
      return [
        statement('update keepers set active = false where address = $1', [
          address,
        ]),
      ]
    case 'KeeperSuccessorNamed': {
      const { successor } = event.args
      return [
        statement('update keepers set successor = $2 where address = $1', [
          address,
          successor === zeroAddress ? null : lower(successor),
        ]),
      ]
    }
    case 'KeeperStaked':
      return [addStake(event.args.amount)]
    case 'KeeperStakeReleased':
      return [addStake(-event.args.amount)]
    case 'KeeperLied':
      return [addStake(-event.args.penalty)]
    case 'KeeperChallenged': {
      const { challengeId, assetId, version, index } = event.args
      return [
        insert('challenges', {
          ...placeOf(log, at),
          id: challengeId,
          keeper: address,
          asset_id: toHex(assetId, { size: 32 }),
          version,
          key_index: index,
          challenger: lower(event.args.challenger),
          answer_by: Number(event.args.answerBy),
          state: 'open',
        }),
      ]
    }
    case 'KeeperAnswered':
      return [settle(event.args.challengeId, 'answered', null)]
    case 'KeeperSilent': {
      const { challengeId, penalty } = event.args
      return [
        settle(challengeId, 'silent', penalty.toString()),
        addStake(-penalty),
      ]
    }
  }
}
