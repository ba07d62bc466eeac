import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openTrust, parseTrusted } from './openTrust.ts'

const genesis = { chain_id: 'sahara-1-00000000', validators: [] }
const header = { height: 12n, hash: `0x${'a'.repeat(64)}` } as const

let home: string
let folder: string
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'sahara-trust-'))
  folder = join(home, 'genesis')
  await mkdir(folder)
  await writeFile(join(folder, 'consensus.json'), JSON.stringify(genesis))
})
afterEach(() => rm(home, { recursive: true, force: true }))

describe('openTrust', () => {
  test('default: a genesis that is given, as folder or file, then the one of last time', async () => {
    const given = await openTrust({ home, genesisPath: folder })
    expect(given).toMatchObject({ genesis, trusted: undefined })
    await given.save(header)
    const kept = await openTrust({ home, genesisPath: undefined })
    expect(kept).toMatchObject({ genesis, trusted: header })
    const file = join(folder, 'consensus.json')
    const again = await openTrust({ home, genesisPath: file })
    expect(again).toMatchObject({ genesis, trusted: header })
  })

  test('behavior: another genesis trusts nothing that the first one did', async () => {
    await (await openTrust({ home, genesisPath: folder })).save(header)
    const other = { ...genesis, genesis_time: '2026-01-01T00:00:00Z' }
    const file = join(home, 'other.json')
    await writeFile(file, JSON.stringify(other))
    const opened = await openTrust({ home, genesisPath: file })
    expect(opened).toMatchObject({ genesis: other, trusted: undefined })
    // Nothing changes until something was verified with it.
    const kept = await openTrust({ home, genesisPath: undefined })
    expect(kept.genesis).toEqual(genesis)
  })

  test('error: LIGHT_TRUST_INVALID without any, or with a damaged one', async () => {
    const code = 'LIGHT_TRUST_INVALID'
    await expect(
      openTrust({ home, genesisPath: undefined }),
    ).rejects.toMatchObject({ code })
    await expect(
      openTrust({ home, genesisPath: join(home, 'nowhere') }),
    ).rejects.toMatchObject({ code })
    await (await openTrust({ home, genesisPath: folder })).save(header)
    const path = join(home, 'trust.json')
    const text = await readFile(path, 'utf8')
    for (const damaged of [text.slice(1), text.replace('"12"', '"x"')]) {
      await writeFile(path, damaged)
      await expect(
        openTrust({ home, genesisPath: undefined }),
      ).rejects.toMatchObject({ code })
    }
    expect(await openTrust({ home, genesisPath: folder })).toMatchObject({
      genesis,
      trusted: undefined,
    })
  })
})

describe('parseTrusted', () => {
  test('default: a height and a hash, in any case, with 0x or without', () => {
    const digits = 'a'.repeat(64)
    for (const text of [`12:0x${digits}`, `12:${digits.toUpperCase()}`])
      expect(parseTrusted(text)).toEqual(header)
  })

  test('error: INPUT_INVALID', () => {
    for (const text of [
      '12',
      '0:0x',
      `0:${'a'.repeat(64)}`,
      `12:${'a'.repeat(63)}`,
    ])
      expect(() => parseTrusted(text)).toThrow(
        expect.objectContaining({ code: 'INPUT_INVALID' }),
      )
  })
})
