import { describe, expect, test } from 'vitest'
import { createRandom, seedOfRun } from '../createRandom.ts'
import { createReferenceModel } from './createReferenceModel.ts'
import { mergeLineage } from './mergeLineage.ts'

const whole = (account: string) => [{ account, shares: 10_000 }]

describe('the reference model', () => {
  test('default: a sale up a chain of three, by hand', () => {
    const model = createReferenceModel({ feeBasisPoints: 250 })
    model.publish({ asset: 'a', parents: [], contributors: whole('alice') })
    model.publish({
      asset: 'b',
      parents: [{ asset: 'a', rate: 1_000 }],
      contributors: whole('bob'),
    })
    model.publish({
      asset: 'c',
      parents: [{ asset: 'b', rate: 500 }],
      contributors: [
        { account: 'carol', shares: 3_333 },
        { account: 'dave', shares: 6_667 },
      ],
    })
    model.pay('c', 1_001n)
    model.distribute('c')
    // Fee floor(25.025) = 25, R = 976; a floor(97.6), b floor(48.8), c the rest.
    expect(model.treasury()).toBe(25n)
    expect(model.claimableOf('alice', 'a')).toBe(97n)
    expect(model.claimableOf('bob', 'b')).toBe(48n)
    // c has floor(829.6): floor(276.3) and floor(552.7).
    expect(model.claim('carol', ['c'])).toBe(276n)
    expect(model.claim('dave', ['c'])).toBe(552n)
    expect(model.claim('dave', ['c'])).toBe(0n)
    expect(model.netOf('b')).toBe(0n)
  })

  test('behavior: held money is nobody’s income until it is released', () => {
    const model = createReferenceModel({ feeBasisPoints: 250 })
    model.publish({ asset: 'a', parents: [], contributors: whole('alice') })
    model.hold('first', 'a', 1_000n)
    model.hold('second', 'a', 2_000n)
    model.setFee(1_000)
    model.distribute('a')
    expect([model.claimableOf('alice', 'a'), model.treasury()]).toEqual([
      0n,
      0n,
    ])
    expect(model.heldOf('a')).toBe(3_000n)
    // The fee is that of the purchase; what goes back goes back whole.
    model.release('first')
    model.refund('second')
    model.distribute('a')
    expect(model.claimableOf('alice', 'a')).toBe(975n)
    expect([model.heldOf('a'), model.refundedOf('a')]).toEqual([0n, 2_000n])
    expect(model.treasury()).toBe(25n)
    expect(() => model.release('second')).toThrow(RangeError)
  })

  test('behavior: what was there before a transfer stays with the seller', () => {
    const model = createReferenceModel({ feeBasisPoints: 0 })
    model.publish({ asset: 'a', parents: [], contributors: whole('alice') })
    model.pay('a', 100n)
    model.transferShares({
      asset: 'a',
      from: 'alice',
      to: 'bob',
      shares: 5_000n,
    })
    model.pay('a', 100n)
    model.distribute('a')
    expect(model.claimableOf('alice', 'a')).toBe(150n)
    expect(model.claimableOf('bob', 'a')).toBe(50n)
  })

  test('behavior: nothing credited is ever owed back', () => {
    const model = createReferenceModel({ feeBasisPoints: 0 })
    for (const asset of ['a', 'b'])
      model.publish({ asset, parents: [], contributors: whole(asset) })
    model.publish({
      asset: 'c',
      parents: [
        { asset: 'a', rate: 3_500 },
        { asset: 'b', rate: 3_500 },
      ],
      contributors: whole('c'),
    })
    const claimed = { a: 0n, b: 0n, c: 0n }
    for (let wei = 0; wei < 10; wei++) {
      model.pay('c', 1n)
      model.distribute('c')
      for (const account of ['a', 'b', 'c'] as const)
        claimed[account] += model.claim(account, [account])
    }
    expect(claimed).toEqual({ a: 3n, b: 3n, c: 3n })
  })

  test('behavior: a diamond sums its rates, and the cap holds', () => {
    const lists: Record<string, { ancestor: string; rate: number }[]> = {
      left: [{ ancestor: 'root', rate: 1_000 }],
      right: [{ ancestor: 'root', rate: 2_000 }],
    }
    const royaltiesOf = (asset: string) => lists[asset] ?? []
    const parents = [
      { asset: 'left', rate: 100 },
      { asset: 'right', rate: 200 },
    ]
    expect(mergeLineage(parents, royaltiesOf)).toEqual([
      { ancestor: 'left', rate: 100 },
      { ancestor: 'root', rate: 3_000 },
      { ancestor: 'right', rate: 200 },
    ])
    const greedy = [{ asset: 'right', rate: 5_001 }]
    expect(() => mergeLineage(greedy, royaltiesOf)).toThrow(RangeError)
  })

  const seed = seedOfRun()
  test(`behavior: the order of distributions never matters (seed ${seed})`, () => {
    const totals = [1, 2, 3].map((order) => {
      const payments = createRandom(seed)
      const distributions = createRandom(seed + order)
      const model = createReferenceModel({ feeBasisPoints: 250 })
      const assets = ['a', 'b', 'c', 'd']
      for (const [index, asset] of assets.entries())
        model.publish({
          asset,
          parents: assets
            .slice(Math.max(0, index - 2), index)
            .map((parent) => ({ asset: parent, rate: 333 })),
          contributors: [
            { account: 'alice', shares: 3_333 },
            { account: 'bob', shares: 6_667 },
          ],
        })
      for (let step = 0; step < 200; step++) {
        model.pay(payments.pick(assets), payments.bigint(1_000_007n))
        for (let extra = distributions.integer(3); extra > 0; extra--)
          model.distribute(distributions.pick(assets))
        if (distributions.integer(4) === 0)
          model.claim(distributions.pick(['alice', 'bob']), assets)
      }
      for (const asset of distributions.shuffle(assets)) model.distribute(asset)
      for (const account of ['alice', 'bob']) model.claim(account, assets)
      return [model.claimedBy('alice'), model.claimedBy('bob')]
    })
    expect(totals[1]).toEqual(totals[0])
    expect(totals[2]).toEqual(totals[0])
  })
})
