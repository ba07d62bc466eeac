import { SaharaError } from '@sahara/protocol'
import {
  type ShredBody,
  type ShredReceipt,
  shredTypedData,
} from '@sahara/vault'
import type { Address } from 'viem'
import type { KeeperModules } from './keeperModules.ts'

/** Blocks asked for at once. */
const maxBlocks = 10_000n

/**
 * Drops what it has of a version whose owner ordered that on chain, and signs
 * that it has nothing of it any more. Anyone may ask: the order is the owner's.
 *
 * @throws {SaharaError} `KEEPER_REQUEST_INVALID`, `CHAIN_UNREACHABLE`
 */
export async function shredKeyShares(
  { common, identity, chain, shares }: KeeperModules,
  { assetId, version }: ShredBody,
): Promise<ShredReceipt> {
  const { account, chainId } = identity
  const { number } = await chain.finalBlock()
  if (!(await chain.isShredded(assetId, version, number)))
    throw new SaharaError('The owner did not order this, or it is not final.', {
      code: 'KEEPER_REQUEST_INVALID',
      hint: 'The owner of the asset orders it with `sahara shred`.',
      details: { assetId, version },
    })
  shares.drop({ assetId, version })
  common.logger.info({ assetId, version }, 'dropped a key share')
  const message: ShredReceipt['message'] = {
    assetId,
    version,
    keeper: account.address.toLowerCase() as Address,
    blockNumber: Number(number),
  }
  return {
    message,
    signature: await account.signTypedData(shredTypedData(chainId, message)),
  }
}

/**
 * Carries out the orders that came since it last looked, asked or not.
 *
 * @throws {SaharaError} `CHAIN_UNREACHABLE`
 */
export async function followShredOrders({
  common,
  chain,
  shares,
}: Pick<KeeperModules, 'common' | 'chain' | 'shares'>): Promise<void> {
  const { number } = await chain.finalBlock()
  for (let from = shares.shredCursor() + 1n; from <= number; ) {
    if (common.shutdown.signal.aborted) return
    const last = from + maxBlocks - 1n
    const to = last < number ? last : number
    for (const order of await chain.shredOrders(from, to)) shares.drop(order)
    shares.setShredCursor(to)
    from = to + 1n
  }
}
