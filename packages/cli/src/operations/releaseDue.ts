import type { AssetId } from '@sahara/protocol'
import { explain, releasePayment, type SaharaClient } from '@sahara/sdk'
import type { Address, Hex, LocalAccount } from 'viem'

/** A held payment whose refund window is over. */
export type DuePayment = { payer: Address; purchaseId: Hex; assetId: AssetId }

/**
 * Held payments whose time for a refund is over and that are income of an
 * account's shares once they are released.
 *
 * @param parameters.assetIds only those that are income of these
 */
export async function findDue(
  client: SaharaClient,
  parameters: { account: Address; assetIds?: readonly AssetId[] | undefined },
): Promise<DuePayment[]> {
  const { account, assetIds } = parameters
  const [{ held }, final] = await Promise.all([
    explain(client, { account }),
    client.chain.getBlock({ blockTag: 'finalized' }),
  ])
  const due = new Map<string, DuePayment>()
  for (const { assetId, from, payment } of held) {
    if (!payment?.hold || payment.hold.until > Number(final.timestamp)) continue
    if (assetIds && !assetIds.includes(assetId as AssetId)) continue
    const { payer, purchaseId } = payment
    due.set(`${payer} ${purchaseId}`, {
      payer: payer as Address,
      purchaseId: purchaseId as Hex,
      assetId: (from ?? assetId) as AssetId,
    })
  }
  return [...due.values()]
}

/** Releases payments one after the other. */
export async function releaseDue(
  client: SaharaClient,
  parameters: {
    account: LocalAccount
    due: readonly DuePayment[]
    onStep: (text: string) => void
  },
): Promise<{ releasedWei: bigint }> {
  const { account, due, onStep } = parameters
  let releasedWei = 0n
  for (const [index, { payer, purchaseId }] of due.entries()) {
    onStep(`Releasing ${index + 1} of ${due.length}`)
    const one = await releasePayment(client, { account, payer, purchaseId })
    releasedWei += one.releasedWei
  }
  return { releasedWei }
}
