import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { addresses as contracts } from '@sahara/protocol'
import { royaltySplittersAbi, saharaTokenAbi } from '@sahara/protocol/abis'
import { publishAsset } from '@sahara/sdk'
import { createFileJournal } from '@sahara/sdk/node'
import {
  createWalletClient,
  getAddress,
  http,
  numberToHex,
  parseEther,
} from 'viem'
import { afterAll, describe, expect, test } from 'vitest'
import { accountAt } from '../accounts.ts'
import { createTestClock } from '../createTestClock.ts'
import { setupNode } from '../setupNode.ts'
import { createCommandLine } from './createCommandLine.ts'

const folder = await mkdtemp(join(tmpdir(), 'sahara-trade-'))
const clock = createTestClock()
const setup = await setupNode({ clock })
afterAll(async () => {
  await setup.close()
  await rm(folder, { recursive: true, force: true })
})
const { run, sahara, refusal } = createCommandLine({
  folder,
  market: { rpcUrl: setup.chain.url, nodeUrl: setup.nodeUrl },
})
const wei = (sahara: string) => String(parseEther(sahara))
const { assetId } = await publishAsset(setup.clientOf(1), {
  salt: numberToHex(1, { size: 32 }),
  kind: 'model',
  metadata: numberToHex(2, { size: 32 }),
  commitment: numberToHex(3, { size: 32 }),
  offers: [],
})

/** Gives a person a developer's account, by its index. */
async function importAccount(who: string, index: number): Promise<void> {
  const key = accountAt(index).getHdKey().privateKey
  const { sahara } = createCommandLine({
    ...{ folder, market: { rpcUrl: setup.chain.url, nodeUrl: setup.nodeUrl } },
    env: { SAHARA_PRIVATE_KEY: `0x${Buffer.from(key ?? []).toString('hex')}` },
  })
  await sahara(who, 'id', 'import', who)
}

// Each command is a process of its own, and each test goes on where the one
// before ended: who people are, what they trade and decide, told in order.
describe('sahara', { timeout: 400_000 }, () => {
  const addresses = new Map<string, string>()

  test('people register handles, and link their accounts', async () => {
    for (const who of ['bob', 'carol', 'laptop']) {
      const { address } = await sahara(who, 'id', 'create', who)
      addresses.set(who, address)
      await sahara(who, 'id', 'fund')
    }
    expect(await refusal('bob', 'id', 'register', 'bob')).toEqual([
      2,
      'INPUT_INVALID',
    ])
    const name = ['--name', 'Bob’s Archive', '--organisation', '--yes']
    const made = await sahara('bob', 'id', 'register', 'bobs-archive', ...name)
    expect(made).toMatchObject({ id: 1, handle: 'bobs-archive' })
    expect(
      await refusal('carol', 'id', 'register', 'bobsarchive', '--yes'),
    ).toEqual([1, 'HANDLE_TAKEN'])

    const consent = join(folder, 'consent.json')
    await sahara('laptop', 'id', 'consent', 'bobs-archive', consent)
    expect(await refusal('carol', 'id', 'link', consent)).toEqual([
      2,
      'INPUT_INVALID',
    ])
    await sahara('bob', 'id', 'link', consent)
    expect(JSON.parse(await readFile(consent, 'utf8'))).toMatchObject({ id: 1 })
    expect(await refusal('bob', 'id', 'link', join(folder, 'none'))).toEqual([
      2,
      'INPUT_INVALID',
    ])
  })

  test('an ID is shown with what it says of itself, to anyone', async () => {
    const guardians = [addresses.get('carol') ?? '', accountAt(1).address]
    await sahara('bob', 'id', 'guardians', ...guardians, '--delay', '2d')
    const shown = await sahara(
      'carol',
      'id',
      'show',
      addresses.get('laptop') ?? '',
    )
    expect(shown).toMatchObject({
      handle: 'bobs-archive',
      profile: { kind: 'organisation', name: 'Bob’s Archive' },
      guardianship: { threshold: 2, delaySeconds: 172_800 },
    })
    const { stdout } = await run('carol', 'id', 'show', 'bobs-archive')
    expect(stdout).toMatch(/^name +Bob’s Archive, organisation$/m)
    expect(stdout).toMatch(
      /^guardians +2 of 2 guardians, who wait for 2 days$/m,
    )
    expect(await refusal('carol', 'id', 'show', 'nobody')).toEqual([
      1,
      'ID_NOT_FOUND',
    ])
    await sahara('bob', 'id', 'profile', '--none')
    expect((await sahara('carol', 'id', 'show', '1')).profile).toBeNull()
  })

  test('shares are sold by an order that others find', async () => {
    // The account that owns the asset.
    await importAccount('alice', 1)
    const sell = ['order', 'sell', assetId, '0.5', '--shares', '20']
    expect(await refusal('alice', ...sell)).toEqual([2, 'INPUT_INVALID'])
    const { orderHash } = await sahara('alice', ...sell, '--yes')
    const { stdout } = await run('carol', 'order', 'list')
    expect(stdout).toContain('20 of 20 shares')
    expect(stdout).toContain(orderHash.slice(0, 12))

    const short = orderHash.slice(0, 12)
    expect(await sahara('carol', 'fill', short, '--dry-run')).toMatchObject({
      amount: 20,
      priceWei: wei('10'),
    })
    const part = ['fill', short, '--shares', '5']
    expect(await refusal('carol', ...part)).toEqual([2, 'INPUT_INVALID'])
    expect(await sahara('carol', ...part, '--yes')).toMatchObject({
      amount: 5,
      priceWei: wei('2.5'),
    })
    expect(
      (await sahara('carol', 'order', 'list', assetId)).items,
    ).toMatchObject([{ left: 15 }])
    await sahara('alice', 'order', 'cancel', short, '--yes')
    expect(await refusal('carol', 'fill', orderHash, '--yes')).toEqual([
      1,
      'ORDER_INVALID',
    ])
    expect(await refusal('carol', 'fill', short, '--yes')).toEqual([
      1,
      'ORDER_NOT_FOUND',
    ])
  })

  test('a bid is filled by the owner', async () => {
    const bid = ['order', 'bid', assetId, '3', '--yes']
    const made = await sahara('carol', ...bid)
    // A crash before it was told: the journal still names the order.
    const { orderHash, order } = made
    const { maker, nonce, expiry } = order
    const terms = ['bid', 'ownership', assetId, 1, wei('3'), 30 * 24]
    const key = `cli:order:${maker}:${terms.join(':')}`
    const journal = createFileJournal({
      directory: join(folder, 'home-carol/journal'),
    })
    await journal.set(key, JSON.stringify({ nonce, expiry }))
    expect(await sahara('carol', ...bid)).toEqual(made)
    expect(await journal.get(key)).toBeUndefined()
    const sold = await sahara('alice', 'fill', orderHash, '--yes')
    expect(sold).toMatchObject({ amount: 1, priceWei: wei('3') })
    expect(await refusal('carol', 'order', 'cancel')).toEqual([
      2,
      'INPUT_INVALID',
    ])
  })

  test('coin is wrapped and unwrapped, and an asset paid without a licence', async () => {
    await sahara('carol', 'wrap', '2')
    await sahara('carol', 'unwrap', '0.5')
    const pay = ['pay', assetId, '1', '--yes']
    const paid = await sahara('carol', ...pay)
    expect(paid).toMatchObject({ assetId, amountWei: wei('1') })
    const { items } = await sahara('carol', 'explain', '--balance')
    expect(items.slice(0, 3)).toMatchObject([
      { amount: `-${wei('1')}`, cause: { type: 'payment', assetId } },
      { amount: `-${wei('0.5')}`, cause: { type: 'unwrapped' } },
      { amount: wei('2'), cause: { type: 'wrapped' } },
    ])
    const rescue = ['rescue', assetId, contracts.token]
    expect(await refusal('carol', ...rescue)).toEqual([2, 'INPUT_INVALID'])
  })

  test('royalties of a resale are claimed, and dust costs no gas', async () => {
    const claimed = await sahara('alice', 'claim')
    expect(claimed).toMatchObject({ royaltiesWei: wei('0.15'), left: [] })
    expect(BigInt(claimed.claimedWei)).toBeGreaterThan(parseEther('0.13'))

    const { publicClient, url } = setup.chain
    const splitter = await publicClient.readContract({
      address: contracts.royaltySplitters,
      abi: royaltySplittersAbi,
      functionName: 'splitterOf',
      args: [BigInt(assetId)],
    })
    const hash = await createWalletClient({
      account: accountAt(1),
      transport: http(url),
    }).writeContract({
      ...{ chain: null, address: contracts.token, abi: saharaTokenAbi },
      ...{ functionName: 'transfer', args: [splitter, 7n] },
    })
    await publicClient.waitForTransactionReceipt({ hash })
    const sent = () =>
      publicClient.getTransactionCount({ address: accountAt(1).address })
    const before = await sent()
    expect(await sahara('alice', 'claim')).toMatchObject({
      ...{ claimedWei: '0', royaltiesWei: '0', distributed: [] },
      left: [{ assetId, amountWei: '7' }],
    })
    expect((await run('alice', 'claim')).stdout).toMatch(
      /^Left 0\.0{17}7 SAHARA of resale royalties of 1 asset/m,
    )
    expect(await sent()).toBe(before)
    expect(await sahara('alice', 'claim', '--dust')).toMatchObject({
      ...{ royaltiesWei: '7', left: [] },
    })

    // The fee of those royalties is the treasury's, and anyone brings it.
    const treasury = await sahara('carol', 'claim', '--treasury')
    expect(BigInt(treasury.feesWei)).toBeGreaterThan(0n)
    expect((await run('carol', 'claim', '--treasury')).stdout).toBe(
      'Nothing to claim: the treasury is owed nothing.\n',
    )
    expect(await refusal('carol', 'claim', assetId, '--treasury')).toEqual([
      2,
      'INPUT_INVALID',
    ])
  })

  test('shares are given to the owner of an ID', async () => {
    const give = ['shares', 'transfer', assetId, '--to', '@bobs-archive']
    const flags = ['--amount', '100']
    expect(await refusal('alice', ...give, ...flags)).toEqual([
      2,
      'INPUT_INVALID',
    ])
    const { stdout, stderr } = await run('alice', ...give, ...flags, '--yes')
    const bob = getAddress(addresses.get('bob') ?? '')
    expect(stdout).toContain(`${bob} got 100 shares`)
    expect(stderr).toMatch(/^You hold 9995 of 10,000 shares, and keep 9895\.$/m)
    expect((await sahara('bob', 'earnings')).assets).toMatchObject([
      { assetId, shares: 100 },
    ])
  })

  test('what was put aside is seen, and taken back where it is free', async () => {
    expect((await run('alice', 'escrow', 'list')).stdout).toMatch(
      / 0 +1 {2}bond of 0x/,
    )
    expect(await refusal('alice', 'escrow', 'reclaim')).toEqual([
      2,
      'INPUT_INVALID',
    ])
    expect(await sahara('alice', 'escrow', 'reclaim', '--all')).toMatchObject({
      ...{ reclaimed: [], withdrawnWei: '0' },
    })
    // Whoever pays, it is the owner's.
    await sahara('bob', 'keeper', 'fee', assetId, '2', '--yes')
    const { deposits } = await sahara('carol', 'escrow', 'list')
    expect(deposits).toMatchObject([
      { purpose: 'keeperFee', assetId, freeWei: wei('2'), lockedWei: '0' },
    ])
    const reclaim = ['escrow', 'reclaim', deposits[0].id.slice(0, 12)]
    expect(await refusal('carol', ...reclaim)).toEqual([2, 'INPUT_INVALID'])
    expect(await refusal('bob', ...reclaim, '--yes')).toEqual([
      2,
      'INPUT_INVALID',
    ])
    expect(await sahara('carol', ...reclaim, '--yes')).toMatchObject({
      withdrawnWei: wei('2'),
    })
    const { stdout } = await run('carol', 'escrow', 'withdraw')
    const carol = getAddress(addresses.get('carol') ?? '')
    expect(stdout).toBe(`Escrow owes ${carol} nothing.\n`)
  })

  test('contributions are attested by the owner and accepted', async () => {
    // Carol owns the asset since she bought it.
    const attest = ['contribution', 'attest', assetId, 'bobs-archive']
    const { contributionId } = await sahara(
      'carol',
      ...attest,
      '--role',
      'labelling',
    )
    await sahara('bob', 'contribution', 'accept', contributionId)
    for (const who of [assetId, 'bobs-archive']) {
      const { items } = await sahara('bob', 'contribution', 'list', who)
      expect(items).toMatchObject([{ role: 'labelling', contributor: 1 }])
      expect(items[0].acceptedAt).not.toBeNull()
    }
    const { stdout } = await run('bob', 'contribution', 'list', assetId)
    expect(stdout).toMatch(/labelling/)
  })

  test('holders of votes change a parameter', async () => {
    const passUntil = (time: number) =>
      clock.advance((time + 1) * 1_000 - clock.now())
    expect(await refusal('alice', 'vote', 'lock', '600000')).toEqual([
      2,
      'INPUT_INVALID',
    ])
    await sahara('alice', 'vote', 'lock', '600000', '--yes')
    expect(await sahara('alice', 'vote', 'balance')).toMatchObject({
      votesWei: wei('600000'),
      withdrawableWei: '0',
    })
    const propose = ['vote', 'propose', 'A smaller bond', '--yes', '--set']
    expect(await refusal('alice', ...propose, 'colour=3')).toEqual([
      2,
      'INPUT_INVALID',
    ])
    const change = ['publishBond=0.5', 'bondDelay=2d']
    const pay = ['--pay', `${addresses.get('bob')}=250`]
    const suspend = ['--suspend', assetId.slice(0, 12)]
    expect(
      await refusal('alice', ...propose, ...change, '--upgrade', 'revenue=0x1'),
    ).toEqual([2, 'INPUT_INVALID'])
    const proposed = await sahara(
      ...(['alice', ...propose, ...change, ...pay, ...suspend] as const),
    )
    const { proposalId } = proposed
    const short = proposalId.slice(0, 12)
    const show = () => sahara('alice', 'vote', 'show', short)
    passUntil((await show()).votesFrom)
    expect(await sahara('alice', 'vote', 'cast', short, 'for')).toMatchObject({
      votesWei: wei('600000'),
    })
    const { stdout } = await run('bob', 'vote', 'show', short)
    expect(stdout).toMatch(/^A smaller bond$/m)
    expect(stdout).toMatch(/^ {2}for +█{24} +600000$/m)
    expect(stdout).toMatch(
      /parameters.set\n +name +bondDelay\n +value +2 days$/m,
    )
    expect(stdout).toMatch(/token.transfer\n +to +0x.+\n +value +250 SAHARA$/m)
    expect(stdout).toContain(`assetId  ${assetId}`)
    passUntil((await show()).votesUntil)
    expect(await refusal('bob', 'vote', 'execute', short)).toEqual([
      1,
      'PROPOSAL_NOT_READY',
    ])
    await sahara('bob', 'vote', 'queue', short)
    passUntil((await show()).executableAt)
    await sahara('bob', 'vote', 'execute', short)
    expect((await show()).state).toBe('executed')
    const { items } = await sahara('bob', 'explain', '--balance')
    expect(items[0]).toMatchObject({
      amount: wei('250'),
      cause: { type: 'spending', proposalId },
    })
    const told = await sahara('bob', 'vote', 'history', assetId.slice(0, 12))
    expect(told.items).toMatchObject([{ type: 'suspension', proposalId }])
    const history = await run('bob', 'vote', 'history', 'publishBond')
    expect(history.stdout).toMatch(/publishBond: 1 SAHARA → 0.5 SAHARA/)
    const list = await run('bob', 'vote', 'list')
    expect(list.stdout).toContain('A smaller bond')
  })

  test('the guardian pauses, and nobody else', async () => {
    expect(await refusal('bob', 'guardian', 'pause', '--yes')).toEqual([
      ...[1, 'GUARDIAN_REFUSED'],
    ])
    await importAccount('foundation', 7)
    const { pausedUntil } = await sahara(
      ...(['foundation', 'guardian', 'pause', '--yes'] as const),
    )
    const { stdout } = await run('bob', 'guardian', 'show')
    expect(stdout).toMatch(/^new business {2}paused until /m)
    await sahara('foundation', 'guardian', 'resume')
    const { items } = await sahara('bob', 'vote', 'history')
    expect(items.slice(0, 2)).toMatchObject([
      { type: 'unpause' },
      { type: 'pause', after: String(pausedUntil) },
    ])
  })

  test('an asset is given to the owner of an ID, for good', async () => {
    const transfer = ['transfer', assetId, '@bobs-archive']
    expect(await refusal('carol', ...transfer)).toEqual([2, 'INPUT_INVALID'])
    // She sold it.
    expect(await refusal('alice', ...transfer, '--yes')).toEqual([
      ...[1, 'TRANSACTION_REVERTED'],
    ])
    const { stderr } = await run('carol', ...transfer, '--yes')
    expect(stderr).toMatch(/nobody but them can give it back/)
    const { owner } = await sahara('bob', 'id', 'show', 'bobs-archive')
    expect(await sahara('bob', 'show', assetId)).toMatchObject({ owner })
    // It was given before.
    const given = await sahara('carol', ...transfer, '--yes')
    expect(given).toEqual({ assetId, to: getAddress(owner) })
  })
})
