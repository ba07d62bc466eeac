import { addresses } from '@sahara/protocol'
import { royaltySplittersAbi } from '@sahara/protocol/abis'
import type { NodeContext } from './nodeContext.ts'
import { placeOf } from './pageOf.ts'

/** A payment that a splitter may have made of royalties it had collected. */
export type Suspect = {
  block: number
  log_index: number
  asset_id: string
  payer: string
}

/** What a payment of resale royalties was made of. */
export type Resale = {
  transactionHash: string
  /** In wei. */
  amount: string
  /** Of the trade; null: it came from somewhere else. */
  orderHash: string | null
}[]

/** An asset's splitter is always the same, and so are those of a chain. */
const splitters = new WeakMap<NodeContext['chain'], Map<string, string>>()

async function splitterOf(
  chain: NodeContext['chain'],
  assetId: string,
): Promise<string> {
  const known = splitters.get(chain) ?? new Map<string, string>()
  splitters.set(chain, known)
  const found =
    known.get(assetId) ??
    (
      await chain.readContract({
        address: addresses.royaltySplitters,
        abi: royaltySplittersAbi,
        functionName: 'splitterOf',
        args: [BigInt(assetId)],
      })
    ).toLowerCase()
  known.set(assetId, found)
  return found
}

/**
 * What the payments of splitters were made of, by their place: all that had
 * arrived there since the one before, with the trades that it came from. Adds
 * up to the payment.
 */
export async function readResales(
  { database, chain }: Pick<NodeContext, 'database' | 'chain'>,
  suspects: readonly Suspect[],
): Promise<Map<string, Resale>> {
  const resales = new Map<string, Resale>()
  for (const { block, log_index, asset_id, payer } of suspects) {
    if ((await splitterOf(chain, asset_id)) !== payer) continue
    const { rows } = await database.query<Resale[number]>(
      `with since as (select block, log_index from payments
         where asset_id = $3 and payer = $4 and (block, log_index) < ($1, $2)
         order by block desc, log_index desc limit 1)
       select t.transaction as "transactionHash", t.amount::text as amount,
         (select r.order_hash from trades r
           where r.block = t.block and r.transaction = t.transaction
             and r.asset_id = $3 and r.royalty = t.amount
             and r.log_index < t.log_index
           order by r.log_index desc limit 1) as "orderHash"
       from transfers t
       where t.receiver = $4 and (t.block, t.log_index) < ($1, $2)
         and (t.block, t.log_index)
           > (coalesce((select block from since), 0),
              coalesce((select log_index from since), 0))
       order by t.block, t.log_index`,
      [block, log_index, asset_id, payer],
    )
    resales.set(placeOf({ block, log_index }), rows)
  }
  return resales
}
