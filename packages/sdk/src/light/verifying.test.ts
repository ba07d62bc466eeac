import { describe, expect, test } from 'vitest'
import { recorded, replayNetwork, toRecord } from '../../test/replayNetwork.ts'
import { verifyBalance } from '../actions/verifyBalance.ts'
import { verifyLicence } from '../actions/verifyLicence.ts'
import { verifyOwner } from '../actions/verifyOwner.ts'
import { consensusOfRpc } from './consensusTransports.ts'

const { sale, change } = recorded
const block = BigInt(sale.block)
const { account, nobody, assetId, movedId } = sale
const commitOf = (height: bigint) =>
  JSON.stringify({ method: 'commit', params: { height: String(height) } })
const heightsAsked = (asked: readonly string[]) =>
  asked
    .filter((request) => request.includes('"commit"'))
    .map((request) => Number(JSON.parse(request).params.height))

describe('what a network of four validators answered', () => {
  test('default: balances, also of who has nothing', async () => {
    const { light } = replayNetwork()
    const balance = await verifyBalance(light, { account, block })
    expect(toRecord(balance)).toEqual(sale.balance)
    expect(balance.balanceWei).toBeGreaterThan(0n)
    expect(balance.verification).toMatchObject({ validators: 4, block })
    expect(balance.verification.signers.length).toBeGreaterThanOrEqual(3)
    expect(
      toRecord(await verifyBalance(light, { account: nobody, block })),
    ).toEqual(sale.nothing)
  })

  test('default: licences, bought for ever and for a day, and granted', async () => {
    const { light } = replayNetwork()
    const licence = await verifyLicence(light, { account, assetId, block })
    expect(toRecord(licence)).toEqual(sale.licence)
    expect(licence).toMatchObject({
      sold: { download: null },
      granted: { infer: null },
      rights: ['download', 'compute', 'infer'],
    })
    const { timestamp } = licence.verification
    expect(licence.sold.compute).toBeGreaterThan(timestamp)
    expect(licence.sold.compute).toBeLessThanOrEqual(timestamp + 25 * 3_600)
    expect(
      await verifyLicence(light, { account: nobody, assetId, block }),
    ).toMatchObject({ sold: {}, granted: {}, rights: [] })
  })

  test('default: owners, before and after a transfer, and none', async () => {
    const { light } = replayNetwork()
    const owner = await verifyOwner(light, { assetId, block })
    expect(toRecord(owner)).toEqual(sale.owner)
    const moved = await verifyOwner(light, { assetId: movedId, block })
    expect(moved.owner).toBe(account)
    expect(moved.owner).not.toBe(owner.owner)
    const none = await verifyOwner(light, {
      assetId: `0x${'9'.padStart(64, '0')}`,
      block,
    })
    expect(none.owner).toBeUndefined()
  })
})

test('default: the genesis itself, by the first header', async () => {
  const { light } = replayNetwork()
  const first = await verifyBalance(light, { account, block: 0n })
  expect(toRecord(first)).toEqual(sale.first)
  expect(first.verification.trusted.height).toBe(1n)
})

describe('changes of the validators', () => {
  const last = BigInt(change.block)

  test('default: followed from the genesis to a set without any of it', async () => {
    const { light, asked } = replayNetwork()
    const balance = await verifyBalance(light, { account, block: last })
    expect(toRecord(balance)).toEqual(change.balance)
    expect(balance.verification).toMatchObject({ validators: 1, block: last })
    expect(light.trusted()?.height).toBe(last + 1n)
    // None of the genesis voted for it: it is reached through one between.
    expect(heightsAsked(asked)).toEqual([
      Number(last) + 1,
      Math.floor((Number(last) + 1) / 2),
    ])
  })

  test('behavior: what is trusted already is not asked for again', async () => {
    const { light, asked } = replayNetwork()
    for (const { verification } of change.steps)
      await verifyBalance(light, {
        account,
        block: BigInt(verification.block),
      })
    const heights = heightsAsked(asked)
    expect(new Set(heights).size).toBe(heights.length)
  })

  test('behavior: begins with a header somebody trusts', async () => {
    const known = replayNetwork()
    await verifyBalance(known.light, { account, block: last })
    const trusted = known.light.trusted()!
    const steps = change.steps.map(({ verification }) => verification)
    const earlier = replayNetwork()
    const { trusted: joined } = (
      await verifyBalance(earlier.light, {
        account,
        block: BigInt(steps[1]!.block),
      })
    ).verification
    const { light, asked } = replayNetwork({ trusted: joined })
    const verified = await verifyBalance(light, { account, block: last })
    expect(verified.verification.trusted).toEqual(trusted)
    expect(heightsAsked(asked)).toEqual([
      Number(joined.height),
      Number(last) + 1,
    ])
  })

  test('behavior: what is trusted is verified itself, as often as asked', async () => {
    const known = replayNetwork()
    const asked = { account, block }
    const verified = await verifyBalance(known.light, asked)
    const { light } = replayNetwork({ trusted: known.light.trusted() })
    expect(await verifyBalance(light, asked)).toEqual(verified)
    expect(await verifyBalance(light, asked)).toEqual(verified)
  })

  test('error: LIGHT_TRUST_INVALID for another header, or one before it', async () => {
    const trusted = { height: block + 1n, hash: `0x${'1'.repeat(64)}` } as const
    await expect(
      verifyBalance(replayNetwork({ trusted }).light, { account, block: last }),
    ).rejects.toMatchObject({ code: 'LIGHT_TRUST_INVALID' })
    const later = replayNetwork()
    await verifyBalance(later.light, { account, block: last })
    const { light } = replayNetwork({ trusted: later.light.trusted() })
    await expect(
      verifyBalance(light, { account, block }),
    ).rejects.toMatchObject({ code: 'LIGHT_TRUST_INVALID' })
  })

  test('error: LIGHT_TRUST_INVALID for what is no genesis', () => {
    expect(() => replayNetwork({ genesis: { chain_id: 'x' } })).toThrow(
      expect.objectContaining({ code: 'LIGHT_TRUST_INVALID' }),
    )
  })

  test('error: LIGHT_VALIDATORS_INVALID for another genesis of the same name', async () => {
    const { validators, ...rest } = recorded.genesis
    const strangers = validators.map(({ pub_key, ...validator }) => {
      const key = Buffer.from(pub_key.value, 'base64').map((one) => one ^ 1)
      const value = Buffer.from(key).toString('base64')
      return { ...validator, pub_key: { ...pub_key, value } }
    })
    const { light, asked } = replayNetwork({
      genesis: { ...rest, validators: strangers },
    })
    // A third of them trusts no header, down to the first.
    await expect(verifyOwner(light, { assetId, block })).rejects.toMatchObject({
      code: 'LIGHT_VALIDATORS_INVALID',
    })
    expect(heightsAsked(asked).at(-1)).toBe(1)
  })

  test('behavior: the order of the genesis does not matter', async () => {
    const { validators, ...rest } = recorded.genesis
    const reversed = { ...rest, validators: validators.toReversed() }
    const { light } = replayNetwork({ genesis: reversed })
    const { owner } = await verifyOwner(light, { assetId, block })
    expect(owner).toBeDefined()
  })
})

describe('time', () => {
  const dayMs = 24 * 3_600_000

  test('error: LIGHT_TRUST_EXPIRED once the genesis is too old', async () => {
    const genesisMs = Date.parse(recorded.genesis.genesis_time)
    const parameters = { account, block }
    const fresh = replayNetwork({ nowMs: genesisMs + 7 * dayMs - 1 })
    await verifyBalance(fresh.light, parameters)
    const { light } = replayNetwork({ nowMs: genesisMs + 7 * dayMs })
    await expect(verifyBalance(light, parameters)).rejects.toMatchObject({
      code: 'LIGHT_TRUST_EXPIRED',
    })
    const { light: patient } = replayNetwork({
      nowMs: genesisMs + 7 * dayMs,
      trustingPeriodMs: 8 * dayMs,
    })
    await verifyBalance(patient, parameters)
  })

  test('error: LIGHT_HEADER_INVALID for a header of a time to come', async () => {
    const answer = recorded.consensus[commitOf(block + 1n)] as {
      signed_header: { header: { time: string } }
    }
    const madeMs = Date.parse(answer.signed_header.header.time)
    const early = replayNetwork({ nowMs: madeMs - 10_001 })
    await expect(
      verifyBalance(early.light, { account, block }),
    ).rejects.toMatchObject({ code: 'LIGHT_HEADER_INVALID' })
    const { light } = replayNetwork({ nowMs: madeMs - 9_000 })
    await verifyBalance(light, { account, block })
  })

  test('error: LIGHT_STALE when the newest block is an old one', async () => {
    const newest = JSON.stringify({ method: 'commit', params: {} })
    const lie = (request: string, answer: unknown) =>
      request === newest ? recorded.consensus[commitOf(block + 1n)] : answer
    const answer = recorded.consensus[commitOf(block + 1n)] as {
      signed_header: { header: { time: string } }
    }
    const madeMs = Date.parse(answer.signed_header.header.time)
    const { light } = replayNetwork({ lie, nowMs: madeMs + 59_000 })
    const { verification } = await verifyBalance(light, { account })
    expect(verification.block).toBe(block)
    const late = replayNetwork({ lie, nowMs: madeMs + 61_000 })
    await expect(verifyBalance(late.light, { account })).rejects.toMatchObject({
      code: 'LIGHT_STALE',
    })
    // Also when this client has seen a newer one, however fresh it claims to be.
    const known = replayNetwork({ lie, maxAgeMs: 60 * 60_000 })
    await verifyBalance(known.light, { account, block: BigInt(change.block) })
    await expect(verifyBalance(known.light, { account })).rejects.toMatchObject(
      { code: 'LIGHT_STALE' },
    )
  })
})

describe('transports', () => {
  const answering = (body: unknown): typeof fetch => {
    return async () => Response.json(body)
  }
  const request = { method: 'commit', params: {} } as const

  test('error: LIGHT_BLOCK_MISSING for a height there is not', async () => {
    const ask = consensusOfRpc({
      url: 'http://127.0.0.1:1',
      fetch: answering({ error: { data: 'height 9 must be less' } }),
    })
    await expect(ask(request)).rejects.toMatchObject({
      code: 'LIGHT_BLOCK_MISSING',
      retryable: true,
    })
  })

  test('error: CHAIN_UNREACHABLE for what is no RPC', async () => {
    for (const body of [{}, 'hello', { result: undefined }]) {
      const ask = consensusOfRpc({
        url: 'http://127.0.0.1:1',
        fetch: answering(body),
      })
      await expect(ask(request)).rejects.toMatchObject({
        code: 'CHAIN_UNREACHABLE',
      })
    }
  })
})
