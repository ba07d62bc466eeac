import {
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  writeFile,
} from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { offerIdOf } from '@sahara/protocol'
import {
  assetPageSchema,
  assetSchema,
  earningsSchema,
  explanationSchema,
  lineageSchema,
} from '@sahara/protocol/api'
import { executeParameter, proposeParameter } from '@sahara/sdk'
import { createFileJournal } from '@sahara/sdk/node'
import { getAddress, type Hex, parseEther, toHex } from 'viem'
import { afterAll, describe, expect, test } from 'vitest'
import { setupMarket } from '../setupMarket.ts'
import { createCommandLine } from './createCommandLine.ts'

const folder = await mkdtemp(join(tmpdir(), 'sahara-line-'))
const market = await setupMarket()
afterAll(async () => {
  await market.close()
  await rm(folder, { recursive: true, force: true })
})
const { run, sahara, refusal } = createCommandLine({ folder, market })
const wei = (sahara: string) => String(parseEther(sahara))

async function makeFolder(name: string, files: Record<string, string>) {
  const root = join(folder, name)
  await rm(root, { recursive: true, force: true })
  for (const [path, text] of Object.entries(files)) {
    await mkdir(join(root, path, '..'), { recursive: true })
    await writeFile(join(root, path), text)
  }
  return root
}

// Each command is a process of its own, and each test goes on where the one
// before ended: a sale with a derivative, told in order.
describe('sahara', { timeout: 400_000 }, () => {
  let trips: Hex
  let model: Hex
  let bob: Hex

  test('new accounts ask the faucet', async () => {
    expect(await refusal('alice', 'id', 'show')).toEqual([1, 'ACCOUNT_MISSING'])
    const accounts = await Promise.all(
      (['alice', 'bob', 'dave'] as const).map(async (who) => {
        const { address } = await sahara(who, 'id', 'create', who)
        expect(await sahara(who, 'id', 'fund')).toMatchObject({
          balanceWei: wei('1000'),
          gasWei: wei('10'),
        })
        return address
      }),
    )
    bob = accounts[1]
    expect(await refusal('alice', 'id', 'fund')).toEqual([
      1,
      'NODE_FAUCET_REFUSED',
    ])
  })

  test('publishing says what it costs, and asks', async () => {
    const root = await makeFolder('trips', {
      'data/trips.csv': 'when,where\n',
      'README.md': '# Trips\n',
    })
    const options = [
      ...['publish', root, '--terms', 'CC-BY-4.0', '--keywords', 'city, bus'],
      ...['--price', '2.5', '--offer', 'download,derive 20 royalty 10%'],
      ...['--contributor', `${bob}=20%`],
    ]
    expect(await refusal('alice', ...options)).toEqual([2, 'INPUT_INVALID'])
    const plan = await sahara('alice', ...options, '--dry-run')
    expect(plan).toMatchObject({
      name: 'trips',
      bondWei: wei('1'),
      offers: [{ priceWei: wei('2.5') }, { royalty: 1_000 }],
    })
    expect(BigInt(plan.gasWei)).toBeGreaterThan(0n)
    const published = await sahara('alice', ...options, '--yes')
    trips = published.assetId
    expect(await sahara('alice', 'id', 'show')).toMatchObject({
      name: 'alice',
      recipient: expect.stringMatching(/^age1/),
      balanceWei: wei('999'),
    })
    const asset = assetSchema.parse(
      await sahara('dave', 'show', trips.slice(0, 12)),
    )
    expect(asset).toMatchObject({
      title: 'trips',
      keywords: ['city', 'bus'],
      license: 'CC-BY-4.0',
      shares: [{ shares: 8_000 }, { account: bob, shares: 2_000 }],
    })
  })

  test('the shop window is for people too, in 80 columns', async () => {
    const page = assetPageSchema.parse(await sahara('dave', 'search', 'trips'))
    expect(page.items).toHaveLength(1)
    const [found, nothing, shown] = await Promise.all([
      run('dave', 'search', 'trips'),
      run('dave', 'search', 'nothing-like-it'),
      run('dave', 'show', trips),
    ])
    expect(found.stdout).toContain(trips.slice(0, 12))
    expect(nothing.stdout).toMatch(/^Nothing found/)
    expect(shown.stdout).toMatch(/ 1 {2}download, derive {3}20 SAHARA/)
    for (const { stdout } of [found, shown])
      for (const line of stdout.split('\n'))
        expect(line.length).toBeLessThanOrEqual(80)
    expect(await refusal('dave', 'show', '0x00000000')).toEqual([
      1,
      'ASSET_NOT_FOUND',
    ])
  })

  test('buying, and a purchase that went through is not made again', async () => {
    const target = join(folder, 'copy')
    expect(await refusal('dave', 'get', trips, target)).toEqual([
      1,
      'KEEPER_ACCESS_DENIED',
    ])
    // Two offers are open, so one must be named.
    expect(await refusal('dave', 'buy', trips, '--yes')).toEqual([
      2,
      'INPUT_INVALID',
    ])
    const offer = `${trips.slice(0, 12)}/0`
    expect(await sahara('dave', 'buy', offer, '--dry-run')).toMatchObject({
      assetId: trips,
      priceWei: wei('2.5'),
    })
    const bought = await sahara('dave', 'buy', offer, '--yes')
    expect(bought).toMatchObject({ assetId: trips, paidWei: wei('2.5') })

    // A crash after the money moved: the journal still names the purchase.
    const offerId = offerIdOf({
      assetId: trips,
      index: 0,
    })
    const { address } = await sahara('dave', 'id', 'show')
    const journal = createFileJournal({
      directory: join(folder, 'home-dave/journal'),
    })
    const key = `cli:buy:${address}:${offerId}`
    await journal.set(key, bought.purchaseId)
    expect(await sahara('dave', 'buy', offerId, '--yes')).toEqual({
      ...bought,
      isEarlier: true,
    })
    expect(await journal.get(key)).toBeUndefined()

    // A program keeps the id itself.
    const again = ['--yes', '--purchase-id', bought.purchaseId]
    expect(await sahara('dave', 'buy', offer, ...again)).toEqual({
      ...bought,
      isEarlier: true,
    })
    expect(await refusal('dave', 'buy', `${trips}/1`, ...again)).toEqual([
      2,
      'INPUT_INVALID',
    ])
    expect(
      await refusal('dave', 'buy', offer, '--yes', '--purchase-id', '0x5a'),
    ).toEqual([2, 'INPUT_INVALID'])
    expect(await sahara('dave', 'id', 'show')).toMatchObject({
      balanceWei: wei('997.5'),
    })
  })

  test('getting goes on where it was interrupted', async () => {
    const target = join(folder, 'copy')
    // What an interrupted run leaves: a whole file and a broken one.
    const partial = join(folder, `.copy.${trips.slice(0, 12)}-1.partial`)
    await mkdir(join(partial, 'data'), { recursive: true })
    await writeFile(join(partial, 'README.md'), '# Trips\n')
    await writeFile(join(partial, 'data/trips.csv'), 'when,')
    expect(await sahara('dave', 'get', trips, target)).toMatchObject({
      version: 1,
      files: 2,
      keeperFaults: [],
    })
    expect(await readFile(join(target, 'data/trips.csv'), 'utf8')).toBe(
      'when,where\n',
    )
    expect(
      (await readdir(folder)).filter((name) => /partial/.test(name)),
    ).toEqual([])
  })

  test('a derivative finds the licence it was made under', async () => {
    const root = await makeFolder('model', { 'weights.bin': 'weights' })
    const options = [
      ...['publish', root, '--kind', 'model', '--name', 'Trip forecaster'],
      ...['--terms', 'MIT', '--price', '8', '--parent', trips.slice(0, 12)],
      '--yes',
    ]
    expect(await refusal('bob', ...options)).toEqual([1, 'LICENCE_NOT_HELD'])
    await sahara('bob', 'buy', `${trips}/1`, '--yes')
    const published = await sahara('bob', ...options)
    model = published.assetId
    const lineage = lineageSchema.parse(await sahara('dave', 'lineage', model))
    expect(lineage).toMatchObject({
      edges: [{ parent: trips, relation: 'TRAINED_ON', royalty: 1_000 }],
      royalties: [{ ancestor: trips, rate: 1_000 }],
    })
    expect((await run('dave', 'lineage', trips)).stdout).toMatch(
      /Used in\n└─ trained on, 10 %: Trip forecaster/,
    )
    await sahara('dave', 'buy', model, '--yes')
  })

  test('everyone is paid to the wei, and told why', async () => {
    const net = (price: bigint) => price - (price * 250n) / 10_000n
    const sales = net(parseEther('2.5')) + net(parseEther('20'))
    const royalty = net(parseEther('8')) / 10n
    const toTrips = sales + royalty
    const earnings = earningsSchema.parse(await sahara('alice', 'earnings'))
    expect(earnings.pending).toBe(String((toTrips * 8n) / 10n))
    expect(await sahara('alice', 'claim')).toMatchObject({
      claimedWei: String((toTrips * 8n) / 10n),
      distributed: expect.arrayContaining([trips, model]),
    })
    expect(await sahara('bob', 'claim')).toMatchObject({
      claimedWei: String((toTrips * 2n) / 10n + net(parseEther('8')) - royalty),
    })
    const told = explanationSchema.parse(await sahara('alice', 'explain'))
    expect(told.total).toBe(String((toTrips * 8n) / 10n))
    expect(told.entries.map(({ type }) => type).sort()).toEqual([
      'royalty',
      'sale',
      'sale',
    ])
    expect((await run('alice', 'explain')).stdout).toMatch(/10 % royalty of 0x/)
  })

  test('a new version for those who bought', async () => {
    const root = await makeFolder('trips', {
      'data/trips.csv': 'when,where\n',
      'README.md': '# Trips, better\n',
    })
    // The right to open is not the right to change.
    expect(await refusal('bob', 'version', trips, root)).toEqual([
      1,
      'TRANSACTION_REVERTED',
    ])
    expect(await sahara('alice', 'version', trips, root)).toEqual({
      assetId: trips,
      version: 2,
    })
    const newest = join(folder, 'newest')
    const older = join(folder, 'older')
    await Promise.all([
      sahara('dave', 'get', trips, newest),
      sahara('dave', 'get', trips, older, '--version', '1'),
    ])
    const texts = [newest, older].map((copy) =>
      readFile(join(copy, 'README.md'), 'utf8'),
    )
    expect(await Promise.all(texts)).toEqual(['# Trips, better\n', '# Trips\n'])
  })

  test('owners change what is sold, and to whom', async () => {
    const added = await sahara(
      'bob',
      'offer',
      'add',
      model,
      'compute 1 for 30d',
      'infer 1 refund 48h',
    )
    expect(added.offerIds).toHaveLength(2)
    const { offers } = await sahara('bob', 'show', model)
    expect(offers.at(-1)).toMatchObject({ refundHours: 48 })
    await sahara('bob', 'offer', 'close', `${model}/0`, '--yes')
    expect(await refusal('dave', 'buy', `${model}/0`, '--yes')).toEqual([
      1,
      'LICENCE_OFFER_CLOSED',
    ])
    const { address } = await sahara('alice', 'id', 'show')
    expect(await sahara('bob', 'grant', model, address)).toMatchObject({
      expiresAt: null,
    })
    await sahara('alice', 'get', model, join(folder, 'granted'))
    await sahara('bob', 'revoke', model, address)
    expect(
      await refusal('alice', 'get', model, join(folder, 'revoked')),
    ).toEqual([1, 'KEEPER_ACCESS_DENIED'])
    await sahara('bob', 'retire', model, '--yes')
    expect(await refusal('dave', 'buy', `${model}/1`, '--yes')).toEqual([
      1,
      'ASSET_NOT_ACTIVE',
    ])
  })

  test('the bond of what is retired comes back when it is due', async () => {
    const notYet = [1, 'TRANSACTION_REVERTED']
    expect(await refusal('alice', 'bond', trips)).toEqual(notYet)
    expect(await refusal('bob', 'bond', model)).toEqual(notYet)
    const client = market.clientOf('proposer')
    const proposal = {
      change: { name: 'bondDelay', value: 0 },
      salt: toHex(1, { size: 32 }),
    } as const
    const { executableAt } = await proposeParameter(client, proposal)
    await expect
      .poll(() => client.clock.now(), { timeout: 10_000 })
      .toBeGreaterThan((Number(executableAt) + 1) * 1_000)
    await executeParameter(client, proposal)
    // Anyone may see to it.
    const released = {
      assetId: model,
      publisher: getAddress(bob),
      withdrawnWei: wei('1'),
    }
    expect(await sahara('dave', 'bond', model)).toEqual(released)
    expect(await sahara('bob', 'bond', model)).toEqual({
      ...released,
      withdrawnWei: '0',
    })
    const again = await run('bob', 'bond', model)
    expect(again.stdout).toBe('No bond is left to give back.\n')
  })

  test('keepers are listed, and one that died is seen', async () => {
    await market.keepers[0]?.kill()
    const { keepers } = await sahara('dave', 'keeper', 'list')
    expect(
      keepers.map(({ alive }: { alive: boolean }) => alive).sort(),
    ).toEqual([false, true, true])
    expect(
      await refusal(
        'alice',
        ...['publish', join(folder, 'trips'), '--terms', 'MIT', '--yes'],
      ),
    ).toEqual([1, 'PUBLISH_KEEPERS_TOO_FEW'])
  })
})
