import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Row } from '../types.ts'
import { until } from '../until.ts'

const lastPoint = 40
const crashMs = 60_000

/**
 * Group 2: an unmodified CometBFT ends itself at its n-th crash point, of
 * which each height has about ten. Each start takes the next point, and what
 * CometBFT prints as it ends says at which it was.
 */
export const crashPoints: readonly Row[] = [
  {
    group: 2,
    name: 'crash-points',
    do: `FAIL_TEST_INDEX=0…${lastPoint} on one of four, one after another`,
    holds: 'each time it crashed, both restarted, and in the end it votes',
    wiring: 'plain',
    seconds: 900,
    run: async (subject) => {
      const [, victim] = subject.validators
      if (!victim) return ''
      const next = join(victim.directory, 'next-point')
      await writeFile(next, '0')
      await victim.before(
        'cometbft',
        'always',
        `point=$(cat '${next}'); echo $((point + 1)) > '${next}'
[ "$point" -le ${lastPoint} ] && export FAIL_TEST_INDEX=$point`,
      )
      await victim.kill('cometbft')
      for (let point = 0; point <= lastPoint; point++)
        await until({
          what: `${victim.name} does not crash at point ${point}`,
          withinMs: crashMs * subject.patience(),
          signal: subject.signal(),
          ask: async () => {
            const log = join(victim.directory, 'logs/cometbft.log')
            const text = await readFile(log, 'utf8')
            return text.includes(`*** fail-test ${point} ***`) || undefined
          },
        })
      await victim.undo('cometbft')
      await rm(next)
      return `${lastPoint + 1} crashes, each at its point`
    },
  },
]
