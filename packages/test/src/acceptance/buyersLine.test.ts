import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { publishAsset } from '@sahara/sdk'
import { bytesToHex, type Hex, numberToHex } from 'viem'
import { afterAll, describe, expect, test } from 'vitest'
import { accountAt } from '../accounts.ts'
import { setupNode } from '../setupNode.ts'
import { createCommandLine } from './createCommandLine.ts'

const folder = await mkdtemp(join(tmpdir(), 'sahara-buyers-'))
const setup = await setupNode()
afterAll(async () => {
  await setup.close()
  await rm(folder, { recursive: true, force: true })
})
const market = { nodeUrl: setup.nodeUrl, rpcUrl: setup.chain.url }
const { run, sahara, refusal } = createCommandLine({ folder, market })
const one = numberToHex(1, { size: 32 })
const owner = 1
const day = (offset: number) =>
  new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10)

/** Takes over the account of a developer, which has money. */
async function importAccount(who: string, index: number): Promise<void> {
  const { privateKey } = accountAt(index).getHdKey()
  const env = { SAHARA_PRIVATE_KEY: bytesToHex(privateKey ?? new Uint8Array()) }
  await createCommandLine({ folder, market, env }).sahara(
    who,
    'id',
    'import',
    who,
  )
}

// Each command is a process of its own, and each test goes on where the one
// before ended.
describe('who may buy, by command', { timeout: 240_000 }, () => {
  let asset: Hex
  let list: Hex
  let rule: Hex
  let text: string

  test('policies are made, shown and combined', async () => {
    await importAccount('alice', owner)
    await importAccount('dave', 2)
    const create = async (...args: string[]): Promise<Hex> =>
      (await sahara('alice', 'policy', 'create', ...args)).policy
    const rich = await create('holding', 'sahara', '10000000000')
    expect(await create('holding', 'sahara', '10000000000')).toBe(rich)
    const window = await create(
      ...['window', '--from', day(-1), '--until', `${day(30)}T12:30Z`],
    )
    list = await create('membership')
    const any = await create('any', rich, list)
    rule = await create('all', window, any)
    text = `buys from ${day(-1)} 00:00 UTC until ${day(30)} 12:30 UTC and (holds at least 10000000000 SAHARA or is on the list ${list.toLowerCase()})`
    expect(await sahara('dave', 'policy', 'show', rule)).toMatchObject({ text })
    const refused = [
      ['holding', 'sahara'],
      ['holding', 'id', '1.5'],
      ['window', '--from', '2026-02-30', '--until', day(1)],
      ['window', '--from', day(1), '--until', day(0)],
      ['all', '0x12'],
    ].map((args) => refusal('alice', 'policy', 'create', ...args))
    for (const refusal of await Promise.all(refused))
      expect(refusal).toEqual([2, 'INPUT_INVALID'])
  })

  test('an offer names one, and everyone sees what it asks', async () => {
    ;({ assetId: asset } = await publishAsset(setup.clientOf(owner), {
      ...{ salt: one, metadata: one, commitment: one },
      ...{ kind: 'dataset', offers: [] },
    }))
    const add = (offer: string) =>
      ['offer', 'add', asset, offer, '--terms', 'MIT'] as const
    expect(
      await refusal('alice', ...add(`download 5 policy ${asset.slice(0, 42)}`)),
    ).toEqual([1, 'POLICY_NOT_FOUND'])
    await sahara('alice', ...add(`download 5 policy ${rule}`))
    const [shown, found] = await Promise.all([
      run('dave', 'show', asset),
      run('dave', 'search'),
    ])
    expect(shown.stdout).toContain('by policy')
    expect(shown.stdout.replaceAll('\n', ' ')).toContain(
      `Who buys offer 0 ${text}.`,
    )
    expect(found.stdout).toMatch(/ 5 \* .*\n[\s\S]*Not for everyone/)
  })

  test('who is not allowed is told before anything is asked or paid', async () => {
    const before = await sahara('dave', 'id', 'show')
    expect(await sahara('dave', 'buy', asset, '--dry-run')).toMatchObject({
      allowed: false,
    })
    expect(await refusal('dave', 'buy', asset)).toEqual([
      1,
      'LICENCE_NOT_ALLOWED',
    ])
    expect(await sahara('dave', 'id', 'show')).toEqual(before)
    const check = () => sahara('dave', 'policy', 'check', rule, before.address)
    expect(await check()).toMatchObject({ allowed: false })
    expect(
      await refusal('dave', 'policy', 'add', list, before.address),
    ).toEqual([1, 'TRANSACTION_REVERTED'])
    await sahara('alice', 'policy', 'add', list, before.address)
    expect(await check()).toMatchObject({ allowed: true })
    const { items } = await sahara('dave', 'policy', 'members', list)
    expect(items).toMatchObject([{ account: before.address.toLowerCase() }])
    expect(await sahara('dave', 'buy', asset, '--yes')).toMatchObject({
      assetId: asset,
    })
    await sahara('alice', 'policy', 'remove', list, before.address)
    expect(await check()).toMatchObject({ allowed: false })
  })

  test('an organisation buys, and its accounts share it', async () => {
    await Promise.all([
      sahara('dave', 'id', 'register', 'archive', '--yes'),
      importAccount('erin', 3),
    ])
    const proof = join(folder, 'consent.json')
    await sahara('erin', 'id', 'consent', 'archive', proof)
    await sahara('dave', 'id', 'link', proof)
    await sahara('alice', 'policy', 'add', list, '@archive')
    const buy = ['buy', asset, '--for', '@archive'] as const
    expect((await run('dave', ...buy, '--dry-run')).stdout).toContain(
      'The licence is for all accounts of @archive.',
    )
    await sahara('dave', ...buy, '--yes')
    await sahara('alice', 'grant', asset, '@1', '--rights', 'infer')
    const shared = { handle: 'archive', sold: { download: null } }
    expect((await sahara('erin', 'licences')).items).toMatchObject([
      { assetId: asset, sold: {}, shared },
    ])
    expect((await sahara('erin', 'licences', '@archive')).items).toMatchObject([
      { sold: { download: null }, granted: { infer: null }, shared: null },
    ])
    const { stdout } = await run('alice', 'holders', asset)
    expect(stdout).toMatch(/^@archive, all its accounts +bought +download$/m)
    expect(stdout).toMatch(/^@archive, all its accounts +granted +infer$/m)
    expect(stdout).toMatch(/^0x[0-9a-f]{40} +bought +download$/m)
    const refused = ['@nobody', 'archive'].map((who) =>
      refusal('dave', 'buy', asset, '--for', who, '--dry-run'),
    )
    expect(await Promise.all(refused)).toEqual([
      [1, 'ID_NOT_FOUND'],
      [2, 'INPUT_INVALID'],
    ])
  })
})
