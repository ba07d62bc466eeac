import { canRunNetworks, createRandom, seedOfRun } from '@sahara/test'
import { describe, expect, test } from 'vitest'
import { allRows } from '../../test/faults/allRows.ts'
import { runRows } from '../../test/faults/runRows.ts'

/** A moment that can lose a block, a lie, a halt, and the loss of everything. */
const representative = [
  'bridge-before-commit',
  'proposer-later-timestamp',
  'proposer-oversized',
  'kill-everything',
]

describe.skipIf(!(await canRunNetworks()))(
  'faults (needs npm run engines; the whole list: npm run test:faults)',
  () => {
    test('behavior: the list has each group, and no name twice', () => {
      const groups = new Set(allRows.map(({ group }) => group))
      expect([...groups].sort((a, b) => a - b)).toEqual(
        Array.from({ length: 15 }, (_, index) => index + 1),
      )
      expect(new Set(allRows.map(({ name }) => name)).size).toBe(allRows.length)
    })

    test('behavior: four of them hold', { timeout: 600_000 }, async () => {
      const seed = seedOfRun()
      const rows = representative.map((name) => ({
        ...allRows.find((row) => row.name === name)!,
        wiring: 'tapped' as const,
      }))
      const results = await runRows({
        ...{ rows, random: createRandom(seed), seconds: 540, keep: false },
        say: () => undefined,
        progress: () => undefined,
      })
      expect(
        results.map(({ name, outcome, note }) =>
          outcome === 'passed' ? name : `${name}: ${note} (SEED=${seed})`,
        ),
      ).toEqual(representative)
    })
  },
)
