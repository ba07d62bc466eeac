import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock } from '@sahara/common'
import { genesisPath } from '@sahara/protocol/genesis'
import { findFreePorts, governValidators } from '@sahara/test'
import type { Hex } from 'viem'
import { enginesFolder } from '../src/engines/enginesFolder.ts'
import { findEngines } from '../src/engines/findEngines.ts'
import { callRpc } from '../src/network/callRpc.ts'
import { initNetwork } from '../src/network/initNetwork.ts'
import {
  type RunningNetwork,
  startNetwork,
} from '../src/network/startNetwork.ts'
import { portsPerNode } from '../src/validator/createMember.ts'
import type { RunningNode } from '../src/validator/startNode.ts'
import { publicClientOf, quietLogger } from './fixtures.ts'

/** A network in a folder of its own, gone after use. */
export async function setupNetwork(parameters: {
  validators: number
  followers: number
}) {
  const engines = await findEngines(enginesFolder(process.env))
  const directory = await mkdtemp(join(tmpdir(), 'sahara-network-'))
  const count = parameters.validators + parameters.followers
  const file = await initNetwork({
    ...parameters,
    directory,
    gethFile: engines.geth,
    platformGenesisPath: genesisPath,
    firstPort: await findFreePorts(count * portsPerNode),
    timeMs: systemClock.now(),
    randomBytes,
  })
  const parts = { directory, network: file, engines, clock: systemClock }
  let network: RunningNetwork | undefined
  return {
    directory,
    file,
    engines,
    start: async () => {
      network = await startNetwork({ ...parts, logger: quietLogger })
      return network
    },
    remove: async () => {
      await network?.close()
      await rm(directory, { recursive: true, force: true })
    },
  }
}

/** A block's hash, by the execution layer of a node. */
async function blockHash(node: RunningNode, height: bigint) {
  return (await publicClientOf(node.rpcUrl).getBlock({ blockNumber: height }))
    .hash
}

/** The app hash in CometBFT's header of a height, once the node has it. */
async function appHash(node: RunningNode, height: bigint): Promise<Hex> {
  for (;;) {
    const answer = (await callRpc(node.consensusUrl, 'header', {
      height: String(height),
    }).catch(() => undefined)) as { header: { app_hash: string } } | undefined
    if (answer) return `0x${answer.header.app_hash.toLowerCase()}`
    await systemClock.sleep(50)
  }
}

/** Resolves when a node has the block of a height. */
export async function reach(
  node: Pick<RunningNode, 'rpcUrl'>,
  height: bigint,
): Promise<void> {
  for (;;) {
    const latest = await heightOf(node).catch(() => -1n)
    if (latest >= height) return
    await systemClock.sleep(50)
  }
}

/** Has the timelock call ValidatorSet. */
export function govern(node: Pick<RunningNode, 'rpcUrl'>, call: Hex) {
  return governValidators(
    { url: node.rpcUrl, reach: (height) => reach(node, height) },
    [call],
  )
}

export async function heightOf(
  node: Pick<RunningNode, 'rpcUrl'>,
): Promise<bigint> {
  return BigInt((await callRpc(node.rpcUrl, 'eth_blockNumber', [])) as Hex)
}

/**
 * What must hold after any fault: the nodes go on beyond a height, have the
 * same blocks, and CometBFT signed what geth executed.
 */
export async function expectOneChain(
  nodes: readonly RunningNode[],
  beyond: bigint,
): Promise<void> {
  const goal = beyond + 2n
  await Promise.all(nodes.map((node) => reach(node, goal)))
  for (let height = 1n; height < goal; height++) {
    const hashes = await Promise.all(
      nodes.flatMap((node) => [
        blockHash(node, height),
        appHash(node, height + 1n),
      ]),
    )
    if (new Set(hashes).size !== 1)
      throw new Error(`at height ${height}: ${hashes.join(', ')}`)
  }
}

/** kill -9; whoever has ended already is fine. */
export function kill(pid: number | undefined): void {
  if (pid === undefined) return
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It ended by itself.
  }
}
