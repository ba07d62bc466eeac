import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock } from '@sahara/common'
import { genesisPath } from '@sahara/protocol/genesis'
import { findFreePorts } from '@sahara/test'
import { enginesFolder } from '../../src/engines/enginesFolder.ts'
import { findEngines } from '../../src/engines/findEngines.ts'
import { initNetwork } from '../../src/network/initNetwork.ts'
import { portsPerNode } from '../../src/validator/createMember.ts'
import { readNodeFile, writeNodeFile } from '../../src/validator/nodeFile.ts'
import { createLoad } from './createLoad.ts'
import {
  createNodeUnderTest,
  type NodeUnderTest,
} from './createNodeUnderTest.ts'
import { heightOf } from './rpc.ts'
import { type AbciTap, createAbciTap } from './taps/createAbciTap.ts'
import { createEngineTap, type EngineTap } from './taps/createEngineTap.ts'
import { createLinks, type Links } from './taps/createLinks.ts'
import type { Wiring } from './types.ts'
import { until } from './until.ts'

/** What a row holds of a tapped network. */
export type Taps = {
  abci: Map<NodeUnderTest, AbciTap>
  engine: Map<NodeUnderTest, EngineTap>
  /** Where geth of a node really listens for its bridge. */
  enginePorts: Map<NodeUnderTest, number>
  links: Links
}

export type Random = {
  integer: (below: number) => number
  pick: <T>(list: readonly T[]) => T
}

/** A network of real processes on loopback, and what is known of it. */
export type Subject = {
  directory: string
  engines: { geth: string; cometbft: string }
  chainId: number
  nodes: NodeUnderTest[]
  validators: NodeUnderTest[]
  follower: NodeUnderTest
  /** Who should vote at the moment. */
  voters: () => readonly NodeUnderTest[]
  setVoters: (voters: readonly NodeUnderTest[]) => void
  load: ReturnType<typeof createLoad>
  random: Random
  taps: () => Taps
  /** The highest of any node. */
  height: () => Promise<number>
  /** Ends what the row waits for when its time is over. */
  signal: () => AbortSignal
  setSignal: (signal: AbortSignal) => void
  /** By how much longer things may take: processes wanting a core, per core. */
  patience: () => number
  checkedTo: () => number
  setCheckedTo: (height: number) => void
  /** Waits until blocks come and everybody has them. */
  settle: () => Promise<void>
  /** Ends everything at once. */
  close: (keep?: boolean) => Promise<void>
}

const startMs = 60_000
const mostPatience = 4

/** Makes and starts four validators and a follower. */
export async function createSubject(parameters: {
  wiring: Wiring
  random: Random
  signal: AbortSignal
  validators?: number
}): Promise<Subject> {
  const { wiring, random, validators = 4 } = parameters
  const engines = await findEngines(enginesFolder(process.env))
  const directory = await mkdtemp(join(tmpdir(), 'sahara-faults-'))
  const count = validators + 1
  const firstPort = await findFreePorts(count * (portsPerNode + 1))
  const file = await initNetwork({
    ...{ validators, followers: 1, directory, firstPort },
    gethFile: engines.geth,
    platformGenesisPath: genesisPath,
    timeMs: systemClock.now(),
    randomBytes,
  })
  const folders = file.nodes.map((name) => join(directory, name))
  const links = wiring === 'tapped' ? await createLinks() : undefined
  if (links) await reroute(folders, links)

  const enginePortOf = (index: number) =>
    firstPort + count * portsPerNode + index
  const nodes = await Promise.all(
    folders.map((folder, index) =>
      createNodeUnderTest({
        directory: folder,
        engines,
        flags: links
          ? {
              geth: `--authrpc.port ${enginePortOf(index)}`,
              cometbft: '--proxy_app unix://tap.sock',
            }
          : { geth: '', cometbft: '' },
      }),
    ),
  )
  const taps = links ? await tapAll(nodes, links, enginePortOf) : undefined

  let signal = parameters.signal
  let checkedTo = 1
  let voters: readonly NodeUnderTest[] = nodes.slice(0, validators)
  const load = createLoad({ nodes: () => nodes, chainId: file.chainId })
  const subject: Subject = {
    directory,
    engines,
    chainId: file.chainId,
    nodes,
    validators: nodes.slice(0, validators),
    follower: nodes[validators] as NodeUnderTest,
    voters: () => voters,
    setVoters: (next) => {
      voters = next
    },
    load,
    random,
    taps: () => {
      if (taps) return taps
      throw new Error('this network has no taps')
    },
    height: async () =>
      Math.max(
        0,
        ...(await Promise.all(
          nodes
            .filter((node) => node.isRunning())
            .map((node) => heightOf(node).catch(() => 0)),
        )),
      ),
    signal: () => signal,
    setSignal: (next) => {
      signal = next
    },
    patience: () =>
      Math.min(mostPatience, Math.max(1, (loadavg()[0] ?? 1) / cpus().length)),
    checkedTo: () => checkedTo,
    setCheckedTo: (height) => {
      checkedTo = height
    },
    settle: async () => {
      const running = nodes.filter((node) => node.isRunning())
      const goal = (await subject.height()) + 1
      await until({
        what: `not everybody reaches ${goal}`,
        withinMs: startMs * subject.patience(),
        signal,
        ask: async () => {
          const heights = await Promise.all(running.map(heightOf))
          return heights.every((height) => height >= goal) ? true : undefined
        },
      })
    },
    close: async (keep = false) => {
      await load.stop()
      await Promise.all(nodes.map((node) => node.destroy()))
      await links?.close()
      for (const tap of taps?.abci.values() ?? []) await tap.close()
      for (const tap of taps?.engine.values() ?? []) await tap.close()
      if (!keep)
        await rm(directory, { recursive: true, force: true, maxRetries: 5 })
    },
  }
  try {
    await Promise.all(nodes.map((node) => node.start()))
    await subject.settle()
    return subject
  } catch (error) {
    await subject.close()
    throw error
  }
}

/** Every node reaches every other through a proxy of its own. */
async function reroute(
  folders: readonly string[],
  links: Links,
): Promise<void> {
  const files = await Promise.all(folders.map(readNodeFile))
  for (const [index, file] of files.entries()) {
    const peers = []
    for (const peer of file.peers) {
      const to = files.find(({ ports }) => ports.p2p === peer.p2p)?.name ?? ''
      peers.push({
        ...peer,
        p2p: await links.add(file.name, to, peer.p2p),
        gossip: await links.add(file.name, to, peer.gossip),
      })
    }
    await writeNodeFile(folders[index] ?? '', { ...file, peers })
  }
}

async function tapAll(
  nodes: readonly NodeUnderTest[],
  links: Links,
  enginePortOf: (index: number) => number,
): Promise<Taps> {
  const taps: Taps = {
    abci: new Map(),
    engine: new Map(),
    enginePorts: new Map(),
    links,
  }
  for (const [index, node] of nodes.entries()) {
    const target = enginePortOf(index)
    taps.enginePorts.set(node, target)
    taps.abci.set(
      node,
      await createAbciTap({
        path: join(node.directory, 'tap.sock'),
        target: join(node.directory, 'bridge.sock'),
      }),
    )
    taps.engine.set(
      node,
      await createEngineTap({ port: node.file.ports.engine, target }),
    )
  }
  return taps
}
