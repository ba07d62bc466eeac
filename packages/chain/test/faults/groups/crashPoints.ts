import type { Row } from '../types.ts'
import { until } from '../until.ts'

const lastPoint = 40
const crashMs = 60_000

/**
 * Group 2: an unmodified CometBFT ends itself at its n-th crash point, of
 * which each height has about ten.
 */
export const crashPoints: readonly Row[] = [
  {
    group: 2,
    name: 'crash-points',
    do: `FAIL_TEST_INDEX=0…${lastPoint} on one of four, one after another`,
    holds: 'each time it crashed, both restarted, and it voted again',
    wiring: 'plain',
    seconds: 900,
    run: async (subject) => {
      const [, victim] = subject.validators
      if (!victim) return ''
      for (let point = 0; point <= lastPoint; point++) {
        await victim.before(
          'cometbft',
          'once',
          `export FAIL_TEST_INDEX=${point}`,
        )
        const before = (await victim.pids()).cometbft
        await victim.kill('cometbft')
        const armed = await until({
          what: `${victim.name} does not start for point ${point}`,
          withinMs: crashMs * subject.patience(),
          signal: subject.signal(),
          ask: async () => {
            const { cometbft } = await victim.pids()
            return cometbft === before ? undefined : cometbft
          },
        })
        await until({
          what: `${victim.name} does not come back from point ${point}`,
          withinMs: crashMs * subject.patience(),
          signal: subject.signal(),
          ask: async () => {
            const { cometbft } = await victim.pids()
            return cometbft === armed ? undefined : cometbft
          },
        })
      }
      return `${lastPoint + 1} crashes, each at its point`
    },
  },
]
