import { SaharaError } from '@sahara/protocol'
import {
  type ShredBody,
  type ShredReceipt,
  shredTypedData,
} from '@sahara/vault'
import type { Address, Hex } from 'viem'
import type { KeeperModules } from './keeperModules.ts'

/** Blocks asked for at once. */
const maxBlocks = 10_000n

/**
 * Drops what it has of a version whose owner ordered that on chain, and signs
 * that it has nothing of it any more. Anyone may ask: the order is the owner's.
 * Challenges from before the order are answered first.
 *
 * @throws {SaharaError} `KEEPER_REQUEST_INVALID`, `KEEPER_CHALLENGED`,
 *   `CHAIN_UNREACHABLE`
 */
export async function shredKeyShares(
  modules: KeeperModules,
  { assetId, version }: ShredBody,
): Promise<ShredReceipt> {
  const { identity, chain, shares } = modules
  const { account, chainId } = identity
  const { number: block } = await chain.finalBlock()
  if (!(await chain.isShredded(assetId, version, block)))
    throw new SaharaError('The owner did not order this, or it is not final.', {
      code: 'KEEPER_REQUEST_INVALID',
      hint: 'The owner of the asset orders it with `sahara shred`.',
      details: { assetId, version },
    })
  shares.order({ assetId, version, block })
  await carryOutOrders(modules)
  if (shares.commitmentsOf({ assetId, version }).length > 0)
    throw new SaharaError('The keeper answers an open challenge first.', {
      code: 'KEEPER_CHALLENGED',
      hint: 'Ask again soon; it drops the key share as soon as it has answered.',
      details: { assetId, version },
      retryable: true,
    })
  const message: ShredReceipt['message'] = {
    assetId,
    version,
    keeper: account.address.toLowerCase() as Address,
    blockNumber: Number(block),
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
export async function followShredOrders(modules: KeeperModules): Promise<void> {
  const { common, chain, shares } = modules
  const { number } = await chain.finalBlock()
  for (let from = shares.shredCursor() + 1n; from <= number; ) {
    if (common.shutdown.signal.aborted) return
    const last = from + maxBlocks - 1n
    const to = last < number ? last : number
    for (const order of await chain.shredOrders(from, to))
      shares.order({ ...order, block: to })
    shares.setShredCursor(to)
    from = to + 1n
  }
  await carryOutOrders(modules)
}

/**
 * Whether the owner has ordered a version dropped by now; what was just taken
 * of it is dropped like the rest. Asked after taking it, this leaves no moment
 * in which an order could be carried out before, and miss it.
 *
 * @throws {SaharaError} `CHAIN_UNREACHABLE`
 */
export async function isOrderedDropped(
  { chain, shares }: Pick<KeeperModules, 'chain' | 'shares'>,
  { assetId, version }: { assetId: Hex; version: number },
): Promise<boolean> {
  const { number: block } = await chain.finalBlock()
  if (!(await chain.isShredded(assetId, version, block))) return false
  shares.order({ assetId, version, block })
  return true
}

/**
 * Drops what was ordered dropped, but for versions with a challenge that can
 * still be answered: silence would cost the keeper its stake. None can be opened
 * after the order, so each ends, and at the order's block all are known.
 */
async function carryOutOrders({
  common,
  identity,
  chain,
  shares,
}: KeeperModules): Promise<void> {
  if (shares.ordered().length === 0) return
  const { number, time } = await chain.finalBlock()
  const open = await chain.challenges(identity.account.address, number)
  for (const { assetId, version, block } of shares.ordered()) {
    const isAsked = open.some(
      (challenge) =>
        challenge.assetId === assetId &&
        challenge.version === version &&
        challenge.answerBy >= time,
    )
    // An RPC that went back may not show what was open at the order.
    if (isAsked || number < block) continue
    shares.drop({ assetId, version })
    common.logger.info({ assetId, version }, 'dropped a key share')
  }
}
