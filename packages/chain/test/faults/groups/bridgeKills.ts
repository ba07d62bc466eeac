import type { NodeUnderTest } from '../createNodeUnderTest.ts'
import type { Subject } from '../createSubject.ts'
import type { Row } from '../types.ts'
import { hold, until } from '../until.ts'

const fireMs = 40_000
const rejoinMs = 60_000

/** Kills the bridge in a moment that the row arms, and waits for its return. */
async function killBridgeWhen(
  subject: Subject,
  arm: (parameters: { node: NodeUnderTest; strike: () => void }) => void,
): Promise<string> {
  const node = subject.random.pick(subject.validators)
  const abci = tapOf(subject, node)
  const before = await node.pids()
  const { bridge } = before
  hold(bridge !== undefined, 'the bridge does not run')
  let struck = 0
  arm({
    node,
    strike: () => {
      if (struck > 0) return
      struck = abci.seen.length
      process.kill(bridge, 'SIGKILL')
    },
  })
  try {
    await until({
      what: 'the moment does not come',
      withinMs: fireMs * subject.patience(),
      signal: subject.signal(),
      ask: () => (struck > 0 ? true : undefined),
    })
  } finally {
    abci.hooks = {}
    disarmEngine(subject, node)
  }
  await until({
    what: `${node.name} does not restart bridge and CometBFT`,
    withinMs: rejoinMs * subject.patience(),
    signal: subject.signal(),
    ask: async () => {
      const now = await node.pids()
      return now.bridge !== undefined &&
        now.bridge !== before.bridge &&
        now.cometbft !== undefined &&
        now.cometbft !== before.cometbft
        ? true
        : undefined
    },
  })
  await subject.settle()
  return `${node.name}: ${replayedSince(abci.seen, struck)} block(s) replayed`
}

function tapOf(subject: Subject, node: NodeUnderTest) {
  const tap = subject.taps().abci.get(node)
  hold(tap !== undefined, `${node.name} has no tap`)
  return tap
}

function disarmEngine(subject: Subject, node: NodeUnderTest): void {
  const tap = subject.taps().engine.get(node)
  if (tap) tap.hooks = {}
}

/** How many heights were executed before the kill and again after it. */
function replayedSince(
  seen: readonly { kind: string; height: number }[],
  at: number,
): number {
  const finalized = (part: typeof seen) =>
    part.filter(({ kind }) => kind === 'finalize').map((one) => one.height)
  const before = new Set(finalized(seen.slice(0, at)))
  const after = new Set(finalized(seen.slice(at)))
  const replayed = [...after].filter((height) => before.has(height)).length
  hold(replayed <= 1, `${replayed} blocks were executed again, not 0 or 1`)
  return replayed
}

const holds = 'CometBFT exits, both restart, 0 or 1 block replayed'

const common = { group: 1, wiring: 'tapped', seconds: 60, holds } as const

/** Group 1: kill -9 of the bridge, in every moment it can be in. */
export const bridgeKills: readonly Row[] = [
  {
    ...common,
    name: 'bridge-idle',
    do: 'kill -9 the bridge right after a block',
    run: (subject) =>
      killBridgeWhen(subject, ({ node, strike }) => {
        tapOf(subject, node).hooks.onAnswered = async (asked) => {
          if (asked.commit) setTimeout(strike, 50)
          return undefined
        }
      }),
  },
  {
    ...common,
    name: 'bridge-in-prepare',
    do: 'kill -9 the bridge in PrepareProposal',
    run: (subject) =>
      killBridgeWhen(subject, ({ node, strike }) => {
        tapOf(subject, node).hooks.onAsked = (asked) => {
          if (asked.prepareProposal) strike()
        }
      }),
  },
  {
    ...common,
    name: 'bridge-in-process',
    do: 'kill -9 the bridge in ProcessProposal, while geth executes',
    run: (subject) => killInNewPayload(subject, 'processProposal'),
  },
  {
    ...common,
    name: 'bridge-in-finalize',
    do: 'kill -9 the bridge in FinalizeBlock, while geth executes',
    run: (subject) => killInNewPayload(subject, 'finalizeBlock'),
  },
  {
    ...common,
    name: 'bridge-before-commit',
    do: 'kill -9 the bridge between FinalizeBlock and Commit',
    run: (subject) =>
      killBridgeWhen(subject, ({ node, strike }) => {
        tapOf(subject, node).hooks.onAnswered = async (asked) => {
          if (asked.finalizeBlock) strike()
          return undefined
        }
      }),
  },
  {
    ...common,
    name: 'bridge-after-forkchoice',
    do: 'kill -9 the bridge after forkchoiceUpdated, before its answer to Commit',
    run: (subject) =>
      killBridgeWhen(subject, ({ node, strike }) => {
        tapOf(subject, node).hooks.onAnswered = async (asked) => {
          if (!asked.commit) return undefined
          strike()
          return 'nothing'
        }
      }),
  },
]

/** Strikes while geth has a payload that a message of this kind gave it. */
function killInNewPayload(
  subject: Subject,
  kind: 'processProposal' | 'finalizeBlock',
): Promise<string> {
  return killBridgeWhen(subject, ({ node, strike }) => {
    let isIn = false
    const { hooks } = tapOf(subject, node)
    hooks.onAsked = (asked) => {
      if (asked[kind]) isIn = true
    }
    hooks.onAnswered = async (asked) => {
      if (asked[kind]) isIn = false
      return undefined
    }
    const engine = subject.taps().engine.get(node)
    if (engine)
      engine.hooks.onAsked = (method) => {
        if (isIn && method === 'engine_newPayloadV4') strike()
      }
  })
}
