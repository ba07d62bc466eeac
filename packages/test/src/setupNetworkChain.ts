import { randomBytes } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  enginesFolder,
  findEngines,
  initNetwork,
  portsPerNode,
  type RunningNode,
  startNetwork,
} from '@sahara/chain'
import { createLogger, systemClock } from '@sahara/common'
import { genesisPath } from '@sahara/protocol/genesis'
import { findFreePorts } from './findFreePorts.ts'

/**
 * Whether tests can run on networks of validators. Without engines they are
 * skipped, except in CI, where that fails.
 */
export async function canRunNetworks(): Promise<boolean> {
  return findEngines(enginesFolder(process.env)).then(
    () => true,
    () => Boolean(process.env.CI),
  )
}

/**
 * How many validators the tests' chain shall have: `SAHARA_TEST_CHAIN` says
 * `network` (four) or `network:N`. Undefined on the embedded chain.
 */
export function readTestNetwork(env: NodeJS.ProcessEnv): number | undefined {
  const network = /^network(?::(\d+))?$/.exec(env.SAHARA_TEST_CHAIN ?? '')
  return network ? Number(network[1] ?? 4) : undefined
}

export type NetworkChain = {
  url: string
  /** Validators first, then the follower. */
  nodes: readonly RunningNode[]
  /** Holds a folder of each node by its name. */
  directory: string
  /** `genesis/consensus.json`, where trust begins. */
  genesis: unknown
  close: () => Promise<void>
}

/**
 * Sahara chain with the real contracts: a network of validators on this
 * machine, and a node that follows them, whose RPC it is.
 */
export async function setupNetworkChain(parameters: {
  validators: number
}): Promise<NetworkChain> {
  const engines = await findEngines(enginesFolder(process.env))
  const directory = await mkdtemp(join(tmpdir(), 'sahara-test-network-'))
  const followers = 1
  const network = await initNetwork({
    ...parameters,
    followers,
    directory,
    gethFile: engines.geth,
    platformGenesisPath: genesisPath,
    firstPort: await findFreePorts(
      (parameters.validators + followers) * portsPerNode,
    ),
    timeMs: systemClock.now(),
    randomBytes,
  })
  try {
    const running = await startNetwork({
      directory,
      network,
      engines,
      clock: systemClock,
      logger: createLogger('network', { level: 'silent' }),
    })
    const follower = running.nodes.at(-1)!
    const genesis = join(directory, follower.name, 'genesis', 'consensus.json')
    return {
      url: follower.rpcUrl,
      nodes: running.nodes,
      directory,
      genesis: JSON.parse(await readFile(genesis, 'utf8')),
      close: async () => {
        await running.close()
        await rm(directory, { recursive: true, force: true })
      },
    }
  } catch (error) {
    await rm(directory, { recursive: true, force: true })
    throw error
  }
}
