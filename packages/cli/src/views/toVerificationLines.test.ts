import type { Verification } from '@sahara/sdk/light'
import { expect, test } from 'vitest'
import {
  toVerificationLines,
  toVerifiedLicenceLines,
} from './toVerificationLines.ts'

const verification: Verification = {
  network: 'sahara-1-00000000',
  block: 412n,
  blockHash: `0x${'b'.repeat(64)}`,
  timestamp: 1_795_823_243,
  signers: [
    `0x${'1'.repeat(40)}`,
    `0x${'2'.repeat(40)}`,
    `0x${'3'.repeat(40)}`,
  ],
  validators: 4,
  signedPower: 30n,
  totalPower: 40n,
  trusted: { height: 413n, hash: `0x${'a'.repeat(64)}` },
}

test('default: says who vouches, at which block', () => {
  expect(toVerificationLines(verification)).toEqual([
    'verified by 3 of 4 validators at block 412 (2026-11-27 23:47 UTC) of sahara-1-00000000',
    `newest header: 413:0x${'a'.repeat(64)}`,
  ])
})

test('behavior: says the votes too where validators have not equally many', () => {
  const [line] = toVerificationLines({
    ...verification,
    signedPower: 39n,
    totalPower: 40n,
  })
  expect(line).toContain('3 of 4 validators, with 39 of 40 votes, at block 412')
})

test('default: a licence, with what is over at the time of the block', () => {
  const ended = verification.timestamp - 1
  const licence = {
    sold: { download: null, compute: ended },
    granted: { infer: verification.timestamp + 86_400 },
    rights: [],
    verification,
  }
  expect(toVerifiedLicenceLines(licence)).toEqual([
    'bought: download; compute (over since 2026-11-27)',
    'granted: infer until 2026-11-28',
  ])
  expect(toVerifiedLicenceLines({ ...licence, sold: {}, granted: {} })).toEqual(
    ['no licence of its own'],
  )
})
