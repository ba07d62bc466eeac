import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SaharaError } from '@sahara/protocol'
import { afterAll, describe, expect, test } from 'vitest'
import { saveEvidence } from './saveEvidence.ts'

const home = await mkdtemp(join(tmpdir(), 'sahara-evidence-'))
afterAll(() => rm(home, { recursive: true, force: true }))

const keeper = `0x${'ab'.repeat(20)}`
const answer = JSON.stringify({
  message: {
    ...{ assetId: `0x${'1'.repeat(64)}`, version: 2, index: 1 },
    shareHash: `0x${'c'.repeat(64)}`,
  },
  signature: '0x01',
})
const lied = new SaharaError('The keeper signed another key share.', {
  ...{ code: 'KEEPER_LIED', details: { keeper, answer } },
})

describe('saveEvidence', () => {
  test('default: what a keeper signed, as it signed it', async () => {
    const [file = '', ...more] = await saveEvidence(home, lied)
    expect(more).toEqual([])
    expect(await readFile(file, 'utf8')).toBe(answer)
  })

  test('behavior: of every keeper that lied, and of no other', async () => {
    const away = new SaharaError('It is away.', { code: 'KEEPER_UNREACHABLE' })
    const all = new SaharaError('These keepers lied.', {
      code: 'KEEPER_LIED',
      cause: new AggregateError([lied, away]),
    })
    expect(await saveEvidence(home, all)).toEqual(
      await saveEvidence(home, lied),
    )
    expect(await saveEvidence(home, away)).toEqual([])
    expect(await saveEvidence(home, new TypeError('no'))).toEqual([])
  })
})
