import fc from 'fast-check'
import { expect, test } from 'vitest'
import { clientKeyOf } from './clientKeyOf.ts'

test('behavior: an IPv4 address counts for itself, in IPv6 too', () => {
  fc.assert(
    fc.property(fc.ipV4(), (address) => {
      expect(clientKeyOf(address)).toBe(address)
      expect(clientKeyOf(`::ffff:${address}`)).toBe(address)
    }),
  )
})

test('behavior: an IPv6 address counts with its /64, however it is written', () => {
  fc.assert(
    fc.property(
      fc.array(fc.nat(0xffff), { minLength: 8, maxLength: 8 }),
      (groups) => {
        const hex = groups.map((group) => group.toString(16))
        const full = groups.map((group) => group.toString(16).padStart(4, '0'))
        const key = clientKeyOf(hex.join(':'))
        expect(key).toBe(hex.slice(0, 4).join(':'))
        expect(clientKeyOf(full.join(':').toUpperCase())).toBe(key)
        expect(clientKeyOf(`${hex.slice(0, 4).join(':')}::1`)).toBe(key)
        expect(clientKeyOf(`${hex.slice(0, 6).join(':')}:192.0.2.1`)).toBe(key)
      },
    ),
  )
  expect(clientKeyOf('2001:db8::1')).toBe('2001:db8:0:0')
  expect(clientKeyOf('2001:0:0:7::')).toBe('2001:0:0:7')
  expect(clientKeyOf('::1')).toBe('0:0:0:0')
  expect(clientKeyOf('fe80::1%eth0')).toBe('fe80:0:0:0')
})

test('behavior: what is no address counts as it is', () => {
  for (const text of ['', 'unknown', '1.2.3', '::ffff:', 'a:b'])
    expect(clientKeyOf(text)).toBe(text)
})
