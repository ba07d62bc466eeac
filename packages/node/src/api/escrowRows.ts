import type { EscrowMove } from '@sahara/protocol/api'
import type { NodeContext } from './nodeContext.ts'

/** What moved in Escrow for an account, or to it, in the order of the chain. */
export async function readEscrowMoves(
  { database }: Pick<NodeContext, 'database'>,
  account: string,
): Promise<EscrowMove[]> {
  const { rows } = await database.query<EscrowMove>(
    `select type, purpose, asset_id as "assetId", account, payee, amount,
       block, at, transaction as "transactionHash"
     from escrow_moves where (account = $1 or payee = $1)
       and type not in ('funded', 'withdrawn') and purpose <> 'other'
     order by block, log_index`,
    [account],
  )
  return rows
}
