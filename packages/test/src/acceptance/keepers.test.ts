import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createFileJournal } from '@sahara/sdk/node'
import { answerTypedData, type SignedDeposit } from '@sahara/vault'
import { getAddress, type Hex, parseEther, zeroHash } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { afterAll, describe, expect, test } from 'vitest'
import { createTestClock } from '../createTestClock.ts'
import { setupMarket } from '../setupMarket.ts'
import { createCommandLine } from './createCommandLine.ts'

const folder = await mkdtemp(join(tmpdir(), 'sahara-keepers-'))
const clock = createTestClock()
const market = await setupMarket({ clock })
afterAll(async () => {
  await market.close()
  await rm(folder, { recursive: true, force: true })
})
const { run, sahara, refusal } = createCommandLine({ folder, market })
const wei = (sahara: string) => String(parseEther(sahara))
const keepers = market.keepers.map(({ ready }) =>
  getAddress(String(ready.address)),
)
const [first = '', second = '', third = ''] = keepers

let advances = 0

/** Lets time pass on chain; the faucet's payments bring it there. */
async function advance(seconds: number): Promise<void> {
  clock.advance(seconds * 1_000)
  const whose = `passer-by-${++advances}`
  const { address } = await sahara(whose, 'id', 'create', 'anyone')
  await sahara(whose, 'id', 'fund', address)
}

// Each command is a process of its own, and each test goes on where the one
// before ended: one version, and what becomes of its three keepers.
describe('sahara keeper', { timeout: 400_000 }, () => {
  let assetId: string

  test('an owner challenges keepers: who lives answers, who is dead loses stake', async () => {
    await mkdir(join(folder, 'trips'))
    await writeFile(join(folder, 'trips', 'a.csv'), 'when,where\n')
    await sahara('alice', 'id', 'create', 'alice')
    await sahara('alice', 'id', 'fund')
    const published = await sahara(
      'alice',
      ...['publish', join(folder, 'trips'), '--terms', 'MIT', '--yes'],
    )
    assetId = published.assetId
    const challenge = (keeper: string, ...flags: string[]) =>
      sahara(
        'alice',
        'keeper',
        'challenge',
        assetId,
        keeper,
        ...['--yes', ...flags],
      )
    expect(await challenge(first, '--wait')).toMatchObject({
      answered: true,
      penaltyWei: '0',
    })

    await market.keepers[1]?.kill()
    const { challengeId } = await challenge(second)
    const settle = ['keeper', 'settle', challengeId] as const
    expect(await refusal('alice', ...settle)).toEqual([
      1,
      'KEEPER_CHALLENGE_OPEN',
    ])
    await advance(40)
    expect((await sahara('alice', ...settle)).penaltyWei).toBe(wei('10'))
    const listed = await sahara('alice', 'keeper', 'list')
    expect(
      listed.keepers.map(({ address }: { address: string }) => address).sort(),
    ).toEqual([first, third].sort())
    const { items } = await sahara('alice', 'keeper', 'challenges', second)
    expect(items).toMatchObject([
      { id: challengeId, state: 'silent', penalty: wei('10') },
    ])
    const { stdout } = await run('alice', 'explain', second)
    expect(stdout).toMatch(/ 10 +lost: stake of a keeper/)
  })

  test('a keeper takes what it earned, and stake it does not need, without leaving', async () => {
    // Its answer earned it the bond of the challenge.
    const owed = await sahara('alice', 'escrow', 'list', first)
    expect(BigInt(owed.withdrawableWei)).toBeGreaterThan(0n)
    expect(await sahara('alice', 'escrow', 'withdraw', first)).toEqual({
      account: first,
      withdrawnWei: owed.withdrawableWei,
    })
    await sahara('alice', 'keeper', 'stake', first, '5', '--pay', '--yes')
    const data = join(market.folder, 'keeper-1')
    const reclaim = ['escrow', 'reclaim', '--all', '--data', data, '--yes']
    expect(await sahara('alice', ...reclaim)).toMatchObject({
      account: first,
      withdrawnWei: wei('5'),
    })
    const { keepers } = await sahara('alice', 'keeper', 'list')
    expect(
      keepers.find(({ address }: { address: string }) => address === first),
    ).toMatchObject({ stakeWei: wei('100') })

    // What the dead one lost is the treasury's.
    expect(await sahara('alice', 'claim', '--treasury')).toMatchObject({
      forfeitedWei: wei('10'),
    })
  })

  test('a keeper leaves, and has its stake back in time', async () => {
    const data = join(market.folder, 'keeper-3')
    const { dueAt } = await sahara(
      'alice',
      'keeper',
      'leave',
      ...['--data', data, '--yes'],
    )
    expect(await refusal('alice', 'keeper', 'release', third)).toEqual([
      1,
      'KEEPER_STAKE_BOUND',
    ])
    await advance(dueAt - Math.floor(clock.now() / 1_000) + 1)
    expect(
      (await sahara('alice', 'keeper', 'release', third)).withdrawnWei,
    ).toBe(wei('100'))
    // The dead one's has come due too, less what it lost, for anyone to see to.
    expect(
      (await sahara('alice', 'keeper', 'release', second)).withdrawnWei,
    ).toBe(wei('90'))
  })

  test('the owner has the key shares dropped, and keepers sign for it', async () => {
    expect(await refusal('alice', 'shred', assetId, '--yes')).toEqual([
      1,
      'VERSION_STILL_SOLD',
    ])
    await sahara('alice', 'retire', assetId, '--yes')
    await advance(40)
    const shredded = await sahara('alice', 'shred', assetId, '--yes')
    const signers = shredded.receipts.map(
      ({ message }: { message: { keeper: string } }) =>
        getAddress(message.keeper),
    )
    expect(signers.sort()).toEqual([first, third].sort())
    expect(shredded.faults).toMatchObject([{ keeper: second.toLowerCase() }])
  })

  test('who published shows that a keeper lied, and it loses all its stake', async () => {
    const journal = createFileJournal({
      directory: join(folder, 'home-alice/journal'),
    })
    const saved = await journal.get(`deposits:${assetId}:1`)
    const deposits = JSON.parse(saved ?? '[]') as SignedDeposit[]
    const taken = deposits.find(({ keeper }) => getAddress(keeper) === first)
    const signer = privateKeyToAccount(
      (
        await readFile(join(market.folder, 'keeper-1', 'signer.key'), 'utf8')
      ).trim() as Hex,
    )
    // Its operator has another program, which signs for another key share.
    const file = join(folder, 'evidence.json')
    const lie = async (shareHash: Hex) => {
      const message = {
        ...{ assetId: assetId as Hex, version: 1, index: taken?.index ?? 0 },
        ...{ requestHash: zeroHash, shareHash, sealedHash: zeroHash },
        blockNumber: 1,
      }
      const signature = await signer.signTypedData(
        answerTypedData(market.chainId, message),
      )
      await writeFile(file, JSON.stringify({ message, signature }))
    }
    const accuse = ['keeper', 'accuse', file, '--yes'] as const
    await lie(taken?.shareHash ?? zeroHash)
    const refused = [1, 'KEEPER_CHALLENGE_REFUSED']
    expect(await refusal('alice', ...accuse)).toEqual(refused)

    await lie(zeroHash)
    await sahara('bob', 'id', 'create', 'bob')
    expect(await refusal('bob', ...accuse)).toEqual([1, 'KEEPER_SHARE_UNKNOWN'])
    expect(await sahara('alice', ...accuse)).toMatchObject({
      ...{ assetId, version: 1, penaltyWei: wei('100') },
    })
    expect(await refusal('alice', ...accuse)).toEqual(refused)
    const { stdout } = await run('alice', 'explain', first)
    expect(stdout).toMatch(/ 100 +lost: stake of a keeper/)
    await writeFile(file, '{}')
    expect(await refusal('alice', ...accuse)).toEqual([2, 'INPUT_INVALID'])
  })
})
