import { setTimeout as delay } from 'node:timers/promises'
import type { Load } from '../createLoad.ts'
import type { Subject } from '../createSubject.ts'
import { checkGrowth, checkReceipts, checkSameBlocks } from '../invariants.ts'
import { again, heightOf } from '../rpc.ts'
import type { Row } from '../types.ts'
import { hold } from '../until.ts'

const everything = ['geth', 'bridge', 'cometbft', 'supervisor'] as const
const restartMs = 60_000
const kills = 20
const perSecond = 200
/** What the generator must really offer on a machine that does nothing else. */
const leastOffered = 0.9 * perSecond

/** kill -9 of every process of every node at once, supervisors too. */
async function killEverything(subject: Subject): Promise<void> {
  await Promise.all(subject.nodes.map((node) => node.kill(...everything)))
}

/** What systemd does when a supervisor has ended. */
async function startAll(subject: Subject): Promise<void> {
  await Promise.all(subject.nodes.map((node) => node.start()))
}

/** Waits until each node has all whose receipt was read, in the same blocks. */
async function checkKept(subject: Subject): Promise<void> {
  await checkReceipts(subject, subject.nodes, subject.checkedTo())
  const heights = await Promise.all(
    subject.nodes.map((node) => again(() => heightOf(node))),
  )
  const to = Math.min(...heights) - 1
  if (to < subject.checkedTo()) return
  await checkSameBlocks(subject.nodes, subject.checkedTo(), to)
  subject.setCheckedTo(to)
}

/** Group 4: kill -9 of everything. */
export const allKills: readonly Row[] = [
  {
    group: 4,
    name: 'kill-processes',
    do: 'kill -9 geth, bridge and CometBFT of all nodes at once',
    holds: 'same hashes, grows again; the supervisors restart them',
    wiring: 'plain',
    seconds: 60,
    run: async (subject) => {
      await Promise.all(
        subject.nodes.map((node) => node.kill('geth', 'bridge', 'cometbft')),
      )
      const seconds = await checkGrowth(subject, restartMs * subject.patience())
      return `grew again after ${seconds.toFixed(1)} s`
    },
  },
  {
    group: 4,
    name: 'kill-everything',
    do: 'kill -9 all processes of all nodes at once, supervisors too, which are started again',
    holds: 'same hashes, grows again',
    wiring: 'plain',
    seconds: 60,
    run: async (subject) => {
      await killEverything(subject)
      await startAll(subject)
      const seconds = await checkGrowth(subject, restartMs * subject.patience())
      return `grew again after ${seconds.toFixed(1)} s`
    },
  },
  {
    group: 4,
    name: `kill-all-${kills}`,
    do: `kill -9 of all processes ${kills} times at random moments under ${perSecond} tx/s`,
    holds:
      'it resumes each time, all nodes agree, no transaction is gone whose receipt was read before the kill',
    wiring: 'plain',
    seconds: 900,
    run: async (subject) => {
      const { load, random } = subject
      await load.stop()
      load.start(perSecond, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
      const growth: number[] = []
      const up = { seconds: 0, offered: 0, read: 0 }
      for (let kill = 1; kill <= kills; kill++) {
        const from = { at: performance.now(), ...countsOf(load) }
        await checkKept(subject)
        // Long enough that receipts come in, and then any moment of a block.
        await delay(2_000 + random.integer(4_000), undefined, {
          signal: subject.signal(),
        })
        const to = countsOf(load)
        up.seconds += (performance.now() - from.at) / 1_000
        up.offered += to.offered - from.offered
        up.read += to.read - from.read
        await killEverything(subject)
        await startAll(subject)
        growth.push(await checkGrowth(subject, restartMs * subject.patience()))
      }
      await checkKept(subject)
      await load.stop()
      const count = await checkReceipts(subject, subject.nodes, 0)
      const offered = up.offered / up.seconds
      const rates = `${offered.toFixed(0)} tx/s offered and ${(up.read / up.seconds).toFixed(0)} read in blocks in the ${up.seconds.toFixed(0)} s in which blocks came`
      hold(offered > leastOffered / subject.patience(), `only ${rates}`)
      const longest = Math.max(...growth)
      return `${kills} kills; ${rates}; ${count} receipts all where they were; blocks again after ${average(growth).toFixed(1)} s on average, ${longest.toFixed(1)} s at most`
    },
  },
]

function countsOf(load: Load) {
  return { offered: load.offered(), read: load.receipts.size }
}

function average(numbers: readonly number[]): number {
  return numbers.reduce((sum, one) => sum + one, 0) / numbers.length
}
