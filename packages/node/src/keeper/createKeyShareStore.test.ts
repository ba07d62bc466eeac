import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
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
const bytes32 = (n: number): Hex => `0x${n.toString(16).padStart(64, '0')}`
const address = (n: number): Hex => `0x${n.toString(16).padStart(40, '0')}`

type Step = {
  do: 'add' | 'addPublished' | 'settle' | 'forget' | 'reopen'
  asset: number
  version: number
  commitment: number
  publisher: number
  time: number
}

const steps = fc.array(
  fc.record<Step>({
    do: fc.constantFrom(
      ...(['add', 'add', 'add', 'addPublished', 'settle', 'forget'] as const),
      'reopen',
    ),
    asset: fc.nat(2),
    version: fc.integer({ min: 1, max: 2 }),
    commitment: fc.nat(9),
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
      shareHash: bytes32(1_000 + step.commitment),
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
        const ofVersion = (step: Step) =>
          model.filter(
            ({ asset, version }) =>
              asset === step.asset && version === step.version,
          )
        const find = (step: Step) =>
          ofVersion(step).find((h) => h.commitment === step.commitment)
        for (const step of all) {
          const deposit = depositOf(step)
          const { assetId, version, commitment } = deposit.message
          const pending = model.filter((held) => held.pending)
          const own = pending.filter((h) => h.publisher === step.publisher)
          const isFull =
            find(step) === undefined &&
            (pending.length >= limits.maxPending ||
              own.length >= limits.maxPendingPerPublisher ||
              own.filter((h) => ofVersion(step).includes(h)).length >= 8)
          if (step.do === 'add' && isFull)
            expect(() => store.add(deposit, limits)).toThrow(
              expect.objectContaining({ code: 'KEEPER_QUOTA_EXCEEDED' }),
            )
          else if (step.do === 'add' || step.do === 'addPublished') {
            store.add(deposit, step.do === 'add' ? limits : undefined)
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
          }
          if (step.do === 'forget') {
            store.forget({ assetId, version, time: step.time })
            const gone = ofVersion(step).filter(
              (held) => held.pending && held.time <= step.time,
            )
            model = model.filter((held) => !gone.includes(held))
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
          expect(store.get({ assetId, version, commitment })?.message).toEqual(
            find(step) &&
              expect.objectContaining({
                shareHash: deposit.message.shareHash,
              }),
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

  test('error: KEEPER_DEPOSIT_REFUSED for another key share under a commitment', () => {
    const store = createKeyShareStore(join(folder, 'other.db'))
    const deposit = depositOf({
      do: 'add',
      asset: 1,
      version: 1,
      commitment: 1,
      publisher: 1,
      time: 1,
    })
    store.add(deposit, limits)
    for (const change of [
      { index: 2 },
      { epoch: 2 },
      { shareHash: bytes32(5) },
    ])
      expect(() =>
        store.add(
          { ...deposit, message: { ...deposit.message, ...change } },
          limits,
        ),
      ).toThrow(expect.objectContaining({ code: 'KEEPER_DEPOSIT_REFUSED' }))
    expect(store.get(deposit.message)).toEqual(deposit)
    store.close()
  })
})
