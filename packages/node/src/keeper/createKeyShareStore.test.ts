import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import fc from 'fast-check'
import type { Hex } from 'viem'
import { afterAll, describe, expect, test } from 'vitest'
import {
  createKeyShareStore,
  type StoredDeposit,
} from './createKeyShareStore.ts'

const folder = await mkdtemp(join(tmpdir(), 'sahara-shares-'))
afterAll(() => rm(folder, { recursive: true, force: true }))

const limits = { maxPending: 20, maxPendingPerPublisher: 12 }
const terms = { ...limits, maxRemembered: 1_000, roomUntil: 0 }
const bytes32 = (n: number): Hex => `0x${n.toString(16).padStart(64, '0')}`
const address = (n: number): Hex => `0x${n.toString(16).padStart(40, '0')}`

type Step = {
  do: 'add' | 'addPublished' | 'settle' | 'forget' | 'drop' | 'reopen'
  asset: number
  version: number
  commitment: number
  /** Which of the two key shares that the commitment proves. */
  twin: number
  publisher: number
  time: number
}

const steps = fc.array(
  fc.record<Step>({
    do: fc.constantFrom(
      ...(['add', 'add', 'add', 'addPublished', 'settle', 'forget'] as const),
      ...(['drop', 'reopen'] as const),
    ),
    asset: fc.nat(2),
    version: fc.integer({ min: 1, max: 2 }),
    commitment: fc.nat(9),
    twin: fc.nat(1),
    publisher: fc.nat(1),
    time: fc.integer({ min: 1, max: 100 }),
  }),
  { maxLength: 80 },
)

function depositOf(step: Step): StoredDeposit {
  return {
    message: {
      assetId: bytes32(step.asset),
      version: step.version,
      index: 1,
      epoch: 1,
      shareHash: bytes32(1_000 + 2 * step.commitment + step.twin),
      commitment: bytes32(step.commitment),
      publisher: address(step.publisher),
      keeper: address(99),
      expiresAt: step.time,
    },
    proof: [bytes32(7)],
    sealed: 'YWdl',
  }
}

/** What the store should hold, in the plainest words. */
type Held = Step & { pending: boolean }

describe('createKeyShareStore', () => {
  test('behavior: holds what its model holds, also after it was opened again', () => {
    let file = 0
    fc.assert(
      fc.property(steps, (all) => {
        const path = join(folder, `${++file}.db`)
        let store = createKeyShareStore(path)
        let model: Held[] = []
        // Under which commitments it once had which key share.
        let once: Step[] = []
        const published = new Map<string, number>()
        const ofVersion = (step: Step) =>
          model.filter(
            ({ asset, version }) =>
              asset === step.asset && version === step.version,
          )
        const find = (step: Step) =>
          ofVersion(step).find((h) => h.commitment === step.commitment)
        for (const drawn of all) {
          const step = { ...drawn }
          const ofStep = `${step.asset}-${step.version}`
          if (step.do === 'settle') {
            // A version comes on chain once.
            step.commitment = published.get(ofStep) ?? step.commitment
            published.set(ofStep, step.commitment)
          }
          const deposit = depositOf(step)
          const { assetId, version, commitment } = deposit.message
          const pending = model.filter((held) => held.pending)
          const own = pending.filter((h) => h.publisher === step.publisher)
          const isFull =
            find(step) === undefined &&
            (pending.length >= limits.maxPending ||
              own.length >= limits.maxPendingPerPublisher ||
              own.filter((h) => ofVersion(step).includes(h)).length >= 8)
          const isOfVersion = (one: Step) =>
            one.asset === step.asset && one.version === step.version
          const isOther = [...model, ...once].some(
            (one) =>
              isOfVersion(one) &&
              one.commitment === step.commitment &&
              one.twin !== step.twin,
          )
          const add = () =>
            store.add(deposit, step.do === 'add' ? terms : undefined)
          const isAdd = step.do === 'add' || step.do === 'addPublished'
          if (step.do === 'add' && isFull)
            expect(add).toThrow(
              expect.objectContaining({ code: 'KEEPER_QUOTA_EXCEEDED' }),
            )
          else if (isAdd && isOther)
            expect(add).toThrow(
              expect.objectContaining({ code: 'KEEPER_DEPOSIT_REFUSED' }),
            )
          else if (isAdd) {
            add()
            const held = find(step)
            if (held) held.time = Math.max(held.time, step.time)
            else model.push({ ...step, pending: true })
          }
          if (step.do === 'settle') {
            store.settle({ assetId, version, commitment })
            const kept = find(step)
            if (kept) {
              kept.pending = false
              const others = ofVersion(step).filter((h) => h.pending)
              model = model.filter((held) => !others.includes(held))
            }
            once = once.filter(
              (one) => !isOfVersion(one) || one.commitment === step.commitment,
            )
          }
          if (step.do === 'forget') {
            const isPublished = published.has(ofStep)
            store.forget({ assetId, version, time: step.time, isPublished })
            const gone = ofVersion(step).filter(
              (held) => held.pending && held.time <= step.time,
            )
            model = model.filter((held) => !gone.includes(held))
            if (!isPublished) once.push(...gone)
          }
          if (step.do === 'drop') {
            store.order({ assetId, version, block: 7n })
            expect(store.ordered()).toEqual(
              ofVersion(step).length > 0
                ? [{ assetId, version, block: 7n }]
                : [],
            )
            store.drop({ assetId, version })
            expect(store.ordered()).toEqual([])
            once.push(...ofVersion(step))
            model = model.filter((held) => !isOfVersion(held))
          }
          if (step.do === 'reopen') {
            store.close()
            store = createKeyShareStore(path)
          }
          for (const publisher of [0, 1])
            expect(store.countPending(address(publisher))).toBe(
              model.filter((h) => h.pending && h.publisher === publisher)
                .length,
            )
          const kept = find(step)
          expect(store.get({ assetId, version, commitment })?.message).toEqual(
            kept &&
              expect.objectContaining({
                shareHash: depositOf(kept).message.shareHash,
              }),
          )
          expect(store.isForgotten({ assetId, version, commitment })).toBe(
            once.some(
              (one) => isOfVersion(one) && one.commitment === step.commitment,
            ),
          )
        }
        const versions = new Set(
          model
            .filter((held) => held.pending)
            .map((held) => `${bytes32(held.asset)}-${held.version}`),
        )
        expect(
          store
            .pendingVersions()
            .map(({ assetId, version }) => `${assetId}-${version}`)
            .sort(),
        ).toEqual([...versions].sort())
        store.close()
      }),
      { numRuns: 25 },
    )
  })

  const step: Step = {
    ...{ do: 'add', asset: 1, version: 1, commitment: 1 },
    ...{ twin: 0, publisher: 1, time: 1 },
  }
  const deposit = depositOf(step)

  test('error: KEEPER_DEPOSIT_REFUSED for another key share under a commitment, for ever', () => {
    const store = createKeyShareStore(join(folder, 'other.db'))
    store.add(deposit, terms)
    const addOthers = () => {
      for (const change of [
        { index: 2 },
        { epoch: 2 },
        { shareHash: bytes32(5) },
      ])
        for (const how of [terms, undefined])
          expect(() =>
            store.add(
              { ...deposit, message: { ...deposit.message, ...change } },
              how,
            ),
          ).toThrow(expect.objectContaining({ code: 'KEEPER_DEPOSIT_REFUSED' }))
    }
    addOthers()
    expect(store.get(deposit.message)).toEqual(deposit)
    // Nor when it has dropped it, however often.
    for (let round = 0; round < 2; round++) {
      store.forget({ ...deposit.message, time: 1, isPublished: false })
      expect(store.get(deposit.message)).toBeUndefined()
      addOthers()
      store.add(deposit, terms)
      addOthers()
    }
    store.close()
  })

  test('behavior: what was dropped before key shares were remembered is never taken again', () => {
    const path = join(folder, 'old.db')
    const { assetId, version, commitment } = deposit.message
    const old = new DatabaseSync(path)
    old.exec(`create table forgotten (
      asset_id text not null, version integer not null, commitment text not null,
      primary key (asset_id, version, commitment)) without rowid`)
    old
      .prepare('insert into forgotten values (?, ?, ?)')
      .run(assetId, version, commitment)
    old.close()
    const store = createKeyShareStore(path)
    expect(store.isForgotten(deposit.message)).toBe(true)
    expect(() => store.add(deposit, terms)).toThrow(
      expect.objectContaining({ code: 'KEEPER_DEPOSIT_REFUSED' }),
    )
    store.close()
  })

  test('behavior: room is taken for a while, and what is remembered is bounded', () => {
    const path = join(folder, 'bound.db')
    let store = createKeyShareStore(path)
    const number = (commitment: number) =>
      depositOf({ ...step, commitment, asset: commitment })
    const few = { ...terms, maxRemembered: 2, roomUntil: 50 }
    for (const n of [1, 2]) {
      store.add(number(n), few)
      const forget = (time: number) =>
        store.forget({ ...number(n).message, time, isPublished: false })
      forget(49)
      expect(store.get(number(n).message)).toEqual(number(n))
      forget(50)
      expect(store.get(number(n).message)).toBeUndefined()
    }
    store.close()
    store = createKeyShareStore(path)
    expect(store.isMemoryFull(2)).toBe(true)
    expect(() => store.add(number(3), few)).toThrow(
      expect.objectContaining({
        code: 'KEEPER_QUOTA_EXCEEDED',
        details: { scope: 'remembered', limit: 2 },
      }),
    )
    // What is on chain has its place, and takes the place of what never will be.
    store.add(number(3))
    store.settle({ ...number(1).message, commitment: bytes32(77) })
    store.add(number(4), few)
    store.close()
  })
})
