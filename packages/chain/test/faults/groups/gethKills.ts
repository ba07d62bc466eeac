import type { Subject } from '../createSubject.ts'
import type { Row } from '../types.ts'
import { hold, until } from '../until.ts'

const fireMs = 40_000
/** geth keeps the newest 128 states in memory in its default scheme. */
const inMemory = 128

async function killGethIn(subject: Subject, moment: Moment): Promise<string> {
  const node = subject.random.pick(subject.validators)
  const engine = subject.taps().engine.get(node)
  const abci = subject.taps().abci.get(node)
  const { geth } = await node.pids()
  hold(
    engine !== undefined && abci !== undefined && geth !== undefined,
    'geth does not run',
  )
  const height = await subject.height()
  let hasStruck = false
  const strike = () => {
    if (hasStruck) return
    hasStruck = true
    process.kill(geth, 'SIGKILL')
  }
  // Blocks are built by geth's own socket, somewhere in this second.
  const afterMs = subject.random.integer(1_000)
  if (moment === 'build')
    abci.hooks.onAsked = ({ prepareProposal }) => {
      if (prepareProposal) setTimeout(strike, afterMs)
    }
  else
    engine.hooks.onAsked = (asked) => {
      if (asked === moment) strike()
    }
  try {
    await until({
      what: `no ${moment}`,
      withinMs: fireMs * subject.patience(),
      signal: subject.signal(),
      ask: () => (hasStruck ? true : undefined),
    })
  } finally {
    engine.hooks = {}
    abci.hooks = {}
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

const moments = {
  'new-payload': 'engine_newPayloadV4',
  forkchoice: 'engine_forkchoiceUpdatedV3',
  build: 'build',
} as const

type Moment = (typeof moments)[keyof typeof moments]

/** Group 3: kill -9 of geth while it answers, early and late in its life. */
export const gethKills: readonly Row[] = (['early', 'late'] as const).flatMap(
  (when) =>
    Object.entries(moments).map(
      ([name, moment]): Row => ({
        group: 3,
        name: `geth-in-${name}-${when}`,
        do: `kill -9 geth in ${moment}, ${when === 'early' ? 'below' : 'above'} height ${inMemory}`,
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
          return killGethIn(subject, moment)
        },
      }),
    ),
)
