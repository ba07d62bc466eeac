import { setTimeout as delay } from 'node:timers/promises'
import type { NodeUnderTest } from '../createNodeUnderTest.ts'
import type { Subject } from '../createSubject.ts'
import { checkGrowth } from '../invariants.ts'
import { heightOf } from '../rpc.ts'
import type { Row } from '../types.ts'
import { hold } from '../until.ts'

const growMs = 15_000
const settleMs = 4_000
const partedMs = 20_000
const healMs = 60_000

async function partInto(
  subject: Subject,
  how: 'cut' | 'silent',
  groups: readonly (readonly NodeUnderTest[])[],
  majority: readonly NodeUnderTest[] | undefined,
): Promise<string> {
  const { links } = subject.taps()
  const [some = [], others = []] = groups.map((group) =>
    group.map(({ name }) => name),
  )
  const between = links.countBetween(some, others)
  hold(between > 0, 'there was nothing to cut')
  links.part([some, others], how)
  try {
    // What was under way when they were parted may still be decided.
    await delay(settleMs, undefined, { signal: subject.signal() })
    if (how === 'cut')
      hold(links.countBetween(some, others) === 0, 'a connection was not cut')
    const minorities = groups.filter((group) => group !== majority)
    const before = await heightsOf(minorities)
    const from = majority ? await heightsOf([majority]) : 0
    await delay(partedMs, undefined, { signal: subject.signal() })
    const after = await heightsOf(minorities)
    hold(
      after === before,
      `without the others a minority went from ${before} to ${after}`,
    )
    if (majority) {
      const to = await heightsOf([majority])
      hold(to > from, 'the majority did not go on')
    }
  } finally {
    links.heal()
  }
  const seconds = await checkGrowth(
    subject,
    (growMs + healMs) * subject.patience(),
  )
  return `${between} connections ${how === 'cut' ? 'cut' : 'silenced'} for ${(settleMs + partedMs) / 1_000} s, a block ${seconds.toFixed(1)} s after healing`
}

async function heightsOf(
  groups: readonly (readonly NodeUnderTest[])[],
): Promise<number> {
  return Math.max(...(await Promise.all(groups.flat().map(heightOf))))
}

const common = {
  group: 12,
  wiring: 'tapped',
  seconds: 120,
} as const

/** Group 12: the network between the nodes is parted, in real connections. */
export const partitions: readonly Row[] = (['cut', 'silent'] as const).flatMap(
  (how): Row[] => {
    const done =
      how === 'cut' ? 'cut' : 'silence (nothing arrives, nobody is told)'
    return [
      {
        ...common,
        name: `partition-2-2-${how}`,
        do: `${done} all connections between two and two validators`,
        holds: 'no progress on either side; one chain after it',
        run: async (subject) => {
          const [a, b, c, d] = subject.validators as [
            NodeUnderTest,
            NodeUnderTest,
            NodeUnderTest,
            NodeUnderTest,
          ]
          return partInto(
            subject,
            how,
            [
              [a, b, subject.follower],
              [c, d],
            ],
            undefined,
          )
        },
      },
      {
        ...common,
        name: `partition-3-1-${how}`,
        do: `${done} all connections between three validators and one with the follower`,
        holds: 'the three go on, the one does not; one chain after it',
        run: async (subject) => {
          const majority = subject.validators.slice(0, 3)
          return partInto(
            subject,
            how,
            [majority, [...subject.validators.slice(3), subject.follower]],
            majority,
          )
        },
      },
    ]
  },
)
