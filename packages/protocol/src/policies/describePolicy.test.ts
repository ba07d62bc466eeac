import { describe, expect, test } from 'vitest'
import { addresses } from '../addresses.ts'
import type { PolicyRule } from '../api/policies.ts'
import { describePolicy } from './describePolicy.ts'

const at = (digit: string) => `0x${digit.repeat(40)}`
const sahara: PolicyRule = {
  kind: 'tokenHolding',
  policy: at('1'),
  token: addresses.token,
  minimum: '1500000000000000000',
}
const list: PolicyRule = { kind: 'membership', policy: at('2') }

describe('describePolicy', () => {
  test('default: combinations read as a sentence', () => {
    expect(
      describePolicy([
        { kind: 'allOf', policy: at('a'), parts: [at('1'), at('b')] },
        sahara,
        { kind: 'anyOf', policy: at('b'), parts: [at('2'), at('c')] },
        list,
        { kind: 'not', policy: at('c'), part: at('d') },
        { kind: 'foreign', policy: at('d') },
      ]),
    ).toBe(
      `holds at least 1.5 SAHARA and (is on the list ${at('2')} or not (the contract ${at('d')} agrees))`,
    )
  })

  test('behavior: what the platform knows has a name', () => {
    const holding = (token: string, minimum: string): string =>
      describePolicy([{ ...sahara, token, minimum }])
    expect(holding(addresses.saharaId, '1')).toBe('owns a Sahara ID')
    expect(holding(addresses.assetRegistry, '2')).toBe('owns at least 2 assets')
    expect(holding(at('9'), '3')).toContain(at('9'))
    expect(
      describePolicy([
        {
          kind: 'tokenIdHolding',
          policy: at('1'),
          token: addresses.revenueShares,
          id: '16',
          minimum: '500',
        },
      ]),
    ).toBe(
      `holds at least 500 of the 10,000 shares of asset 0x${'0'.repeat(62)}10`,
    )
    expect(
      describePolicy([
        {
          kind: 'timeWindow',
          policy: at('1'),
          start: 0,
          end: 8_640_000_000_000,
        },
      ]),
    ).toBe('buys from 1970-01-01 00:00 UTC until +275760-09-13 00:00 UTC')
  })

  test('behavior: a policy that nobody can read stays short', () => {
    const parts = Array.from({ length: 16 }, () => at('b'))
    const wide: PolicyRule[] = [
      { kind: 'allOf', policy: at('a'), parts },
      { kind: 'anyOf', policy: at('b'), parts: parts.map(() => at('c')) },
      { kind: 'allOf', policy: at('c'), parts: parts.map(() => at('2')) },
      list,
    ]
    expect(describePolicy(wide).length).toBeLessThan(20_000)
    const loop: PolicyRule[] = [{ kind: 'not', policy: at('a'), part: at('a') }]
    expect(describePolicy(loop)).toMatch(/^(not \(){5}the policy/)
  })
})
