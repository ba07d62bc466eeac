import { addresses, toAssetId } from '@sahara/protocol'
import {
  assetRegistryAbi,
  keepersAbi,
  keyFaultsAbi,
  licencesAbi,
  revenueAbi,
  revenueSharesAbi,
} from '@sahara/protocol/abis'
import { parseEventLogs, zeroAddress } from 'viem'
import { fromContributions } from './fromContributions.ts'
import { fromExchange } from './fromExchange.ts'
import { fromGovernor, fromTimelock } from './fromGovernance.ts'
import { fromSaharaId } from './fromSaharaId.ts'
import {
  type FinalLog,
  insert,
  lower,
  placeOf,
  type Statement,
  statement,
  storable,
} from './statement.ts'

export type { Statement } from './statement.ts'

function fromRegistry(log: FinalLog, at: number): Statement[] {
  const [event] = parseEventLogs({
    abi: assetRegistryAbi,
    eventName: [
      'Transfer',
      'AssetPublished',
      'VersionAdded',
      'AssetRetired',
      'AssetSuspended',
      'AssetResumed',
    ],
    logs: [log],
  })
  if (!event) return []
  if (event.eventName === 'Transfer')
    return [
      statement(
        `insert into owners (asset_id, account) values ($1, $2)
         on conflict (asset_id) do update set account = excluded.account`,
        [toAssetId(event.args.tokenId), lower(event.args.to)],
      ),
    ]
  const id = toAssetId(event.args.assetId)
  const set = (column: 'retired' | 'suspended', value: boolean) => [
    statement(`update assets set ${column} = $2 where id = $1`, [id, value]),
  ]
  if (event.eventName === 'AssetRetired') return set('retired', true)
  if (event.eventName === 'AssetSuspended') return set('suspended', true)
  if (event.eventName === 'AssetResumed') return set('suspended', false)
  const { metadata, commitment } = event.args
  const version = (number: number) =>
    insert('versions', {
      asset_id: id,
      version: number,
      metadata,
      commitment,
      at,
    })
  if (event.eventName === 'VersionAdded') return [version(event.args.version)]
  const { publisher, kind, parents } = event.args
  return [
    insert('assets', {
      id,
      publisher: lower(publisher),
      kind,
      retired: false,
      suspended: false,
      block: Number(log.blockNumber),
      log_index: log.logIndex,
      at,
    }),
    version(1),
    ...parents.map((parent, position) =>
      insert('parents', {
        asset_id: id,
        position,
        parent: toAssetId(parent.assetId),
        offer_id: parent.offerId,
        relation: parent.relation,
      }),
    ),
  ]
}

function fromLicences(log: FinalLog): Statement[] {
  const [event] = parseEventLogs({
    abi: licencesAbi,
    eventName: ['OfferAdded', 'OfferClosed', 'AccessChanged'],
    logs: [log],
  })
  if (!event) return []
  if (event.eventName === 'OfferClosed')
    return [
      statement('update offers set closed = true where id = $1', [
        event.args.offerId,
      ]),
    ]
  const asset_id = toAssetId(event.args.assetId)
  if (event.eventName === 'AccessChanged')
    return [
      statement(
        `insert into access (account, asset_id, slot) values ($1, $2, $3)
         on conflict (account, asset_id) do update set slot = excluded.slot`,
        [lower(event.args.account), asset_id, event.args.access.toString()],
      ),
    ]
  const { offerId, index, terms } = event.args
  return [
    insert('offers', {
      id: offerId,
      asset_id,
      index: Number(index),
      rights: terms.rights,
      duration_hours: terms.durationHours,
      royalty: terms.royalty,
      refund_hours: terms.refundHours,
      max_sales: terms.maxSales,
      policy: lower(terms.policy),
      price: terms.price.toString(),
      terms: terms.terms,
      closed: false,
    }),
  ]
}

function fromRevenue(log: FinalLog, at: number): Statement[] {
  const [event] = parseEventLogs({
    abi: revenueAbi,
    eventName: [
      'Purchased',
      'Paid',
      'PaymentHeld',
      'PaymentReleased',
      'PaymentRefunded',
      'Distributed',
      'LineageRegistered',
    ],
    logs: [log],
  })
  if (!event) return []
  const asset_id = toAssetId(event.args.assetId)
  const place = placeOf(log, at)
  if (event.eventName === 'LineageRegistered')
    return event.args.royalties.map(({ ancestor, rate }, position) =>
      insert('royalties', {
        asset_id,
        position,
        ancestor: toAssetId(ancestor),
        rate,
      }),
    )
  if (event.eventName === 'Paid') {
    const { payer, amount, fee, totalNet } = event.args
    return [
      insert('payments', {
        ...place,
        asset_id,
        payer: lower(payer),
        amount: amount.toString(),
        fee: fee.toString(),
        total_net: totalNet.toString(),
      }),
    ]
  }
  if (event.eventName === 'Distributed') {
    const { totalNet, toAncestors, toShares } = event.args
    return [
      insert('distributions', {
        ...place,
        asset_id,
        total_net: totalNet.toString(),
        to_ancestors: toAncestors.toString(),
        to_shares: toShares.toString(),
      }),
    ]
  }
  const { purchaseId } = event.args
  const payer = lower(event.args.payer)
  if (event.eventName === 'PaymentHeld') {
    const { amount, commitment, feeBasisPoints, until } = event.args
    return [
      insert('held_payments', {
        purchase_id: purchaseId,
        payer,
        asset_id,
        block: place.block,
        log_index: place.log_index,
        amount: amount.toString(),
        fee_rate: feeBasisPoints,
        commitment,
        until: Number(until),
        state: 'held',
      }),
    ]
  }
  if (event.eventName !== 'Purchased')
    return [
      statement(
        `update held_payments set state = $3, settled_block = $4,
         settled_log_index = $5, settled_transaction = $6, settled_at = $7
         where purchase_id = $1 and payer = $2`,
        [
          purchaseId,
          payer,
          event.eventName === 'PaymentReleased' ? 'released' : 'refunded',
          place.block,
          place.log_index,
          place.transaction,
          place.at,
        ],
      ),
    ]
  const { offerId, beneficiary, price } = event.args
  return [
    insert('purchases', {
      ...place,
      purchase_id: purchaseId,
      offer_id: offerId,
      payer,
      beneficiary: lower(beneficiary),
      asset_id,
      price: price.toString(),
      expiry_hour: event.args.expiryHour,
    }),
  ]
}

function fromShares(log: FinalLog, at: number): Statement[] {
  const [event] = parseEventLogs({
    abi: revenueSharesAbi,
    eventName: ['Credited', 'Claimed', 'Transfer'],
    logs: [log],
  })
  if (!event) return []
  const place = placeOf(log, at)
  const amount = event.args.amount.toString()
  if (event.eventName === 'Credited')
    return [
      insert('credits', {
        ...place,
        asset_id: toAssetId(event.args.assetId),
        source: toAssetId(event.args.source),
        amount,
        cumulative: event.args.cumulative.toString(),
      }),
    ]
  if (event.eventName === 'Claimed')
    return [
      insert('claims', {
        ...place,
        account: lower(event.args.account),
        asset_id: toAssetId(event.args.assetId),
        amount,
      }),
    ]
  const asset_id = toAssetId(event.args.id)
  const sender = lower(event.args.sender)
  const receiver = lower(event.args.receiver)
  const add = (account: string, difference: number) =>
    statement(
      `insert into shares (account, asset_id, balance) values ($1, $2, $3)
       on conflict (account, asset_id)
       do update set balance = shares.balance + excluded.balance`,
      [account, asset_id, difference],
    )
  const count = Number(event.args.amount)
  return [
    insert('share_transfers', {
      ...place,
      asset_id,
      sender,
      receiver,
      amount: count,
    }),
    ...(sender === zeroAddress ? [] : [add(sender, -count)]),
    ...(receiver === zeroAddress ? [] : [add(receiver, count)]),
  ]
}

function fromKeepers(log: FinalLog): Statement[] {
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

function fromKeyFaults(log: FinalLog, at: number): Statement[] {
  const [event] = parseEventLogs({
    abi: keyFaultsAbi,
    eventName: 'KeyFaultProven',
    logs: [log],
  })
  if (!event) return []
  const { block, log_index, transaction } = placeOf(log, at)
  // A fault can be proven again; the first proof is the one that counts.
  return [
    statement(
      `insert into key_faults
       (commitment, block, log_index, transaction, at, prover)
       values ($1, $2, $3, $4, $5, $6) on conflict do nothing`,
      [
        event.args.commitment,
        block,
        log_index,
        transaction,
        at,
        lower(event.args.prover),
      ],
    ),
  ]
}

/** The contracts whose events make the read model. */
export const indexedAddresses = [
  addresses.assetRegistry,
  addresses.licences,
  addresses.revenue,
  addresses.revenueShares,
  addresses.keyFaults,
  addresses.keepers,
  addresses.saharaId,
  addresses.contributions,
  addresses.exchange,
  addresses.governor,
  addresses.timelock,
] as const

/** What an event changes in the read model. Unknown events change nothing. */
export function toStatements(log: FinalLog, at: number): Statement[] {
  switch (lower(log.address)) {
    case addresses.assetRegistry:
      return fromRegistry(log, at)
    case addresses.licences:
      return fromLicences(log)
    case addresses.revenue:
      return fromRevenue(log, at)
    case addresses.revenueShares:
      return fromShares(log, at)
    case addresses.keyFaults:
      return fromKeyFaults(log, at)
    case addresses.keepers:
      return fromKeepers(log)
    case addresses.saharaId:
      return fromSaharaId(log, at)
    case addresses.contributions:
      return fromContributions(log, at)
    case addresses.exchange:
      return fromExchange(log, at)
    case addresses.governor:
      return fromGovernor(log, at)
    case addresses.timelock:
      return fromTimelock(log)
    default:
      return []
  }
}
