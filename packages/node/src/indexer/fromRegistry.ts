import { toAssetId } from '@sahara/protocol'
import { assetRegistryAbi } from '@sahara/protocol/abis'
import { parseEventLogs } from 'viem'
import {
  type FinalLog,
  insert,
  lower,
  type Statement,
  statement,
} from './statement.ts'

/** Assets, versions and owners: what an event of AssetRegistry changes. */
export function fromRegistry(log: FinalLog, at: number): Statement[] {
  const [event] = parseEventLogs({
    abi: assetRegistryAbi,
    eventName: [
      'Transfer',
      'AssetPublished',
      'LineageProven',
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
  if (event.eventName === 'LineageProven')
    return [
      statement('update assets set job = $2 where id = $1', [
        id,
        event.args.jobId.toString(),
      ]),
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
