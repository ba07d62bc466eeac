import { setTimeout as delay } from 'node:timers/promises'
import type { Hex } from 'viem'
import type { Subject } from '../createSubject.ts'
import { checkGrowth } from '../invariants.ts'
import { callMany, heightOf } from '../rpc.ts'
import type { Row } from '../types.ts'
import { hold, until } from '../until.ts'

const growMs = 15_000
const awayBlocks = 150
const haltMs = 20_000
const catchUpMs = 120_000
/** A bridge that waits for its geth longer than that begins anew. */
const mostRestarts = 2

/** Stops geth of a validator for a while, without it knowing. */
async function suspendGeth(subject: Subject, seconds: number): Promise<string> {
  const node = subject.random.pick(subject.validators)
  const others = subject.nodes.filter((one) => one !== node)
  const before = await node.pids()
  await node.signal('geth', 'SIGSTOP')
  let restarts = 0
  let grown = 0
  try {
    const from = await highest(others)
    const endsAt = performance.now() + seconds * 1_000
    let bridge = before.bridge
    while (performance.now() < endsAt) {
      await delay(500, undefined, { signal: subject.signal() })
      const now = (await node.pids()).bridge
      if (now !== undefined && now !== bridge) restarts += 1
      bridge = now ?? bridge
    }
    const to = await highest(others)
    grown = to - from
    if (seconds > growMs / 1_000)
      hold(grown > 0, 'the others made no block without it')
    // Its proposal may have been on its way when it stopped.
    const miners = await minersOf(others[0]?.rpcUrl ?? '', from + 3, to)
    hold(
      !miners.includes(node.file.identity.validator),
      `${node.name} proposed while its geth stood still`,
    )
  } finally {
    await node.signal('geth', 'SIGCONT')
  }
  hold(restarts <= mostRestarts, `its bridge restarted ${restarts} times`)
  await until({
    what: `${node.name} does not catch up`,
    withinMs: catchUpMs * subject.patience(),
    signal: subject.signal(),
    ask: async () =>
      (await heightOf(node)) >= (await highest(others)) - 1 ? true : undefined,
  })
  const { geth } = await node.pids()
  hold(geth === before.geth, 'geth was restarted')
  return `${node.name}: ${grown} blocks without it, its bridge restarted ${restarts} times`
}

async function highest(
  nodes: readonly { rpcUrl: string; consensusUrl: string }[],
): Promise<number> {
  return Math.max(...(await Promise.all(nodes.map(heightOf))))
}

async function minersOf(url: string, from: number, to: number) {
  const blocks = (await callMany(
    url,
    Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => ({
      method: 'eth_getBlockByNumber',
      params: [`0x${(from + index).toString(16)}`, false],
    })),
  )) as ({ miner: Hex } | null)[]
  return blocks.flatMap((block) => (block ? [block.miner] : []))
}

/** Groups 5 and 6: nodes that stand still or are away. */
export const stalls: readonly Row[] = [
  ...[5, 60].map(
    (seconds): Row => ({
      group: 5,
      name: `suspend-geth-${seconds}s`,
      do: `SIGSTOP geth of one validator for ${seconds} s`,
      holds: 'that proposer is skipped, no crash loop',
      wiring: 'plain',
      seconds: seconds + 60,
      run: (subject) => suspendGeth(subject, seconds),
    }),
  ),
  {
    group: 6,
    name: 'one-away',
    do: `stop one of four for ${awayBlocks} blocks`,
    holds: 'the others go on; it catches up by itself',
    wiring: 'plain',
    seconds: awayBlocks * 3 + 60,
    run: async (subject) => {
      const [, , , victim] = subject.validators
      if (!victim) return ''
      const height = await subject.height()
      await victim.stop()
      const startedAt = performance.now()
      await until({
        what: `the others do not make ${awayBlocks} blocks`,
        withinMs: awayBlocks * 3_000 * subject.patience(),
        signal: subject.signal(),
        ask: async () =>
          (await subject.height()) >= height + awayBlocks ? true : undefined,
      })
      const pace = (performance.now() - startedAt) / 1_000 / awayBlocks
      const backAt = performance.now()
      await victim.start()
      await subject.settle()
      const seconds = (performance.now() - backAt) / 1_000
      return `a block each ${pace.toFixed(1)} s without it, caught up ${seconds.toFixed(1)} s after its start`
    },
  },
  {
    group: 6,
    name: 'two-away',
    do: 'kill -9 two of four, start them again later',
    holds: 'halts without a fork, and resumes',
    wiring: 'plain',
    seconds: 120,
    run: async (subject) => {
      const victims = subject.validators.slice(2)
      for (const victim of victims)
        await victim.kill('supervisor', 'geth', 'bridge', 'cometbft')
      await delay(3_000, undefined, { signal: subject.signal() })
      const height = await subject.height()
      await delay(haltMs, undefined, { signal: subject.signal() })
      const later = await subject.height()
      hold(later === height, `half of the votes made ${later - height} blocks`)
      await Promise.all(victims.map((victim) => victim.start()))
      const seconds = await checkGrowth(subject, 60_000 * subject.patience())
      return `no block in ${haltMs / 1_000} s, the next one ${seconds.toFixed(1)} s after the start`
    },
  },
]
