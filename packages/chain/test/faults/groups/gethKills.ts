import type { Subject } from '../createSubject.ts'
import type { Row } from '../types.ts'
import { hold, until } from '../until.ts'

const fireMs = 40_000
/** geth keeps the newest 128 states in memory in its default scheme. */
const inMemory = 128

async function killGethIn(subject: Subject, method: string): Promise<string> {
  const node = subject.random.pick(subject.validators)
  const engine = subject.taps().engine.get(node)
  const { geth } = await node.pids()
  hold(engine !== undefined && geth !== undefined, 'geth does not run')
  const height = await subject.height()
  let hasStruck = false
  engine.hooks.onAsked = (asked) => {
    if (hasStruck || asked !== method) return
    hasStruck = true
    process.kill(geth, 'SIGKILL')
  }
  try {
    await until({
      what: `no ${method}`,
      withinMs: fireMs * subject.patience(),
      signal: subject.signal(),
      ask: () => (hasStruck ? true : undefined),
    })
  } finally {
    engine.hooks = {}
  }
  await until({
    what: `geth of ${node.name} does not come back`,
    withinMs: fireMs * subject.patience(),
    signal: subject.signal(),
    ask: async () => {
      const now = (await node.pids()).geth
      return now === geth ? undefined : now
    },
  })
  await subject.settle()
  return `${node.name} at height ${height}`
}

const methods = {
  'new-payload': 'engine_newPayloadV4',
  forkchoice: 'engine_forkchoiceUpdatedV3',
  'get-payload': 'engine_getPayloadV5',
}

/** Group 3: kill -9 of geth while it answers, early and late in its life. */
export const gethKills: readonly Row[] = (['early', 'late'] as const).flatMap(
  (when) =>
    Object.entries(methods).map(
      ([name, method]): Row => ({
        group: 3,
        name: `geth-in-${name}-${when}`,
        do: `kill -9 geth in ${method}, ${when === 'early' ? 'below' : 'above'} height ${inMemory}`,
        holds: 'recovered without a manual step',
        wiring: 'tapped',
        seconds: when === 'early' ? 60 : 60 + inMemory * 1.5,
        run: async (subject) => {
          if (when === 'late')
            await until({
              what: `height ${inMemory} is far`,
              withinMs: inMemory * 2_000 * subject.patience(),
              signal: subject.signal(),
              ask: async () =>
                (await subject.height()) > inMemory + 1 ? true : undefined,
            })
          return killGethIn(subject, method)
        },
      }),
    ),
)
