import { createSharePot, type SharePot } from './createSharePot.ts'
import { mergeLineage, type Parent, type Royalty } from './mergeLineage.ts'
import { refuseIf } from './refuseIf.ts'

/**
 * The money of the protocol once more, written from `protocol.md` and from
 * nothing else, to hold the contracts against. Amounts in wei.
 */
export type ReferenceModel = {
  publish: (publication: {
    asset: string
    parents: Parent[]
    contributors: { account: string; shares: number }[]
  }) => void
  royaltiesOf: (asset: string) => Royalty[]
  /** Whether the lineage of a child of these stays within its cap. */
  fits: (parents: Parent[]) => boolean
  setFee: (basisPoints: number) => void
  pay: (asset: string, amountWei: bigint) => void
  /** A payment with a refund window; the fee is the one of this moment. */
  hold: (purchase: string, asset: string, amountWei: bigint) => void
  /** The window is over: the payment is the asset's. */
  release: (purchase: string) => void
  /** The key is bad: the payment goes back whole. */
  refund: (purchase: string) => void
  /** What is held for an asset's buyers. */
  heldOf: (asset: string) => bigint
  refundedOf: (asset: string) => bigint
  distribute: (asset: string) => void
  transferShares: (transfer: {
    asset: string
    from: string
    to: string
    shares: bigint
  }) => void
  sharesOf: (account: string, asset: string) => bigint
  claimableOf: (account: string, asset: string) => bigint
  /** Claims from several assets; the sum. */
  claim: (account: string, assets: string[]) => bigint
  /** Everything the account ever claimed. */
  claimedBy: (account: string) => bigint
  netOf: (asset: string) => bigint
  treasury: () => bigint
}

type Asset = {
  royalties: Royalty[]
  /** The asset's own net revenue since the beginning: R. */
  net: bigint
  /** What each ancestor was credited since the beginning. */
  creditedTo: Map<string, bigint>
  creditedToShares: bigint
  pot: SharePot
}

/** An empty protocol. */
export function createReferenceModel(options: {
  feeBasisPoints: number
}): ReferenceModel {
  const assets = new Map<string, Asset>()
  const claims = new Map<string, bigint>()
  const holds = new Map<
    string,
    { asset: string; amountWei: bigint; fee: bigint }
  >()
  const refunds = new Map<string, bigint>()
  let feeBasisPoints = BigInt(options.feeBasisPoints)
  let treasury = 0n

  function get(id: string): Asset {
    const asset = assets.get(id)
    if (!asset) throw new RangeError(`no asset ${id}`)
    return asset
  }

  const feeOf = (amountWei: bigint) => (amountWei * feeBasisPoints) / 10_000n

  function receive(asset: string, amountWei: bigint, fee: bigint): void {
    treasury += fee
    get(asset).net += amountWei - fee
  }

  function end(purchase: string) {
    const held = holds.get(purchase)
    if (!held) throw new RangeError(`nothing held of ${purchase}`)
    holds.delete(purchase)
    return held
  }

  function distribute(id: string): void {
    const asset = get(id)
    let ownRate = 10_000n
    for (const { ancestor, rate } of asset.royalties) {
      const owed = owedOf(asset.net, BigInt(rate))
      const before = asset.creditedTo.get(ancestor) ?? 0n
      // Royalties go to the ancestor's shares, never into its own R.
      get(ancestor).pot.credit(owed - before)
      asset.creditedTo.set(ancestor, owed)
      ownRate -= BigInt(rate)
    }
    // protocol.md says *the rest*, which can shrink while R grows: of two
    // ancestors at 35 %, R = 2 owes 0 + 0 and leaves 2, R = 3 owes 1 + 1 and
    // leaves 1. What was credited cannot be taken back, so the shares' part is
    // a floor of the total too.
    const owedToShares = owedOf(asset.net, ownRate)
    asset.pot.credit(owedToShares - asset.creditedToShares)
    asset.creditedToShares = owedToShares
  }

  return {
    distribute,
    publish: ({ asset, parents, contributors }) => {
      if (assets.has(asset)) throw new RangeError(`${asset} exists`)
      assets.set(asset, {
        royalties: mergeLineage(parents, (parent) => get(parent).royalties),
        net: 0n,
        creditedTo: new Map(),
        creditedToShares: 0n,
        pot: createSharePot(contributors),
      })
    },
    royaltiesOf: (asset) => get(asset).royalties,
    fits: (parents) => {
      try {
        mergeLineage(parents, (parent) => get(parent).royalties)
        return true
      } catch (error) {
        if (!(error instanceof RangeError)) throw error
        return false
      }
    },
    setFee: (basisPoints) => {
      feeBasisPoints = BigInt(basisPoints)
    },
    pay: (asset, amountWei) => receive(asset, amountWei, feeOf(amountWei)),
    hold: (purchase, asset, amountWei) => {
      if (holds.has(purchase)) throw new RangeError(`${purchase} is held`)
      holds.set(purchase, { asset, amountWei, fee: feeOf(amountWei) })
    },
    release: (purchase) => {
      const { asset, amountWei, fee } = end(purchase)
      receive(asset, amountWei, fee)
    },
    refund: (purchase) => {
      const { asset, amountWei } = end(purchase)
      refunds.set(asset, (refunds.get(asset) ?? 0n) + amountWei)
    },
    heldOf: (id) =>
      [...holds.values()].reduce(
        (sum, { asset, amountWei }) => (asset === id ? sum + amountWei : sum),
        0n,
      ),
    refundedOf: (asset) => refunds.get(asset) ?? 0n,
    transferShares: ({ asset, from, to, shares }) => {
      refuseIf({ 'too few shares': get(asset).pot.sharesOf(from) < shares })
      // The asset's own pot is settled first, not that of its descendants.
      distribute(asset)
      get(asset).pot.move(from, to, shares)
    },
    sharesOf: (account, asset) => get(asset).pot.sharesOf(account),
    claimableOf: (account, asset) => get(asset).pot.claimableOf(account),
    claim: (account, ids) => {
      const amount = ids.reduce(
        (sum, id) => sum + get(id).pot.claim(account),
        0n,
      )
      claims.set(account, (claims.get(account) ?? 0n) + amount)
      return amount
    },
    claimedBy: (account) => claims.get(account) ?? 0n,
    netOf: (asset) => get(asset).net,
    treasury: () => treasury,
  }
}

/** What a rate of everything received so far comes to. */
function owedOf(netWei: bigint, rate: bigint): bigint {
  return (netWei * rate) / 10_000n
}
