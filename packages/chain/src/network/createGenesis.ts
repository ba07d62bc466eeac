import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Hex } from 'viem'
import { storageArguments } from '../validator/gethArguments.ts'
import { initGeth } from '../validator/initGeth.ts'
import { toConsensusGenesis } from './toConsensusGenesis.ts'
import {
  type EngineGenesis,
  type GenesisValidator,
  toEngineGenesis,
} from './toEngineGenesis.ts'

const run = promisify(execFile)

/** What all nodes of a network begin with. */
export type Genesis = {
  chainId: number
  /** CometBFT's chain id; it carries the hash, so that no vote fits two. */
  network: string
  genesisHash: Hex
  /** Gas of a block at the most. */
  gasLimit: number
  /** The genesis files of geth and CometBFT. */
  engine: string
  consensus: string
}

/**
 * Makes the genesis of a network from the platform's.
 *
 * @throws {SaharaError} `ENGINE_REFUSED` when geth does not take it
 */
export async function createGenesis(parameters: {
  gethFile: string
  /** The platform's genesis, as geth reads it. */
  platformGenesisPath: string
  validators: readonly GenesisValidator[]
  /** When the first block may come. */
  timeMs: number
}): Promise<Genesis> {
  const { gethFile, validators } = parameters
  const platform = JSON.parse(
    await readFile(parameters.platformGenesisPath, 'utf8'),
  ) as EngineGenesis
  const { chainId } = platform.config
  const engine = JSON.stringify(toEngineGenesis(platform, validators))
  const genesisHash = await hashOfGenesis(gethFile, engine)
  const network = networkName(chainId, genesisHash)
  const time = new Date(parameters.timeMs).toISOString()
  const consensus = JSON.stringify(
    toConsensusGenesis({ network, time, validators }),
  )
  const gasLimit = Number(platform.gasLimit)
  return { chainId, network, genesisHash, gasLimit, engine, consensus }
}

/** CometBFT's chain id of a network. */
export function networkName(chainId: number, genesisHash: Hex): string {
  return `sahara-${chainId}-${genesisHash.slice(2, 10)}`
}

/** Only geth knows the hash: it is that of the whole state. */
export async function hashOfGenesis(
  gethFile: string,
  genesis: string,
): Promise<Hex> {
  const scratch = await mkdtemp(join(tmpdir(), 'sahara-genesis-'))
  try {
    const file = join(scratch, 'genesis.json')
    await writeFile(file, genesis)
    await initGeth({ gethFile, directory: scratch, genesisPath: file })
    const { stdout } = await run(
      gethFile,
      [
        ...storageArguments,
        ...['--syncmode', 'full', '--nodiscover', '--maxpeers', '0'],
        ...['--port', '0', '--authrpc.port', '0', '--ipcdisable'],
        ...['--verbosity', '1', 'console', '--exec', 'eth.getBlock(0).hash'],
      ],
      { cwd: scratch },
    )
    return JSON.parse(stdout.trim()) as Hex
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}
