import { copyFile, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { writeFileAtomic } from '@sahara/common'
import type { Hex } from 'viem'
import type { Genesis } from '../network/createGenesis.ts'
import { initGeth } from './initGeth.ts'
import { toNodeKey, toValidatorKeyFile } from './keys.ts'
import { type NodeFile, nodePaths, writeNodeFile } from './nodeFile.ts'

/** The secrets of a node; whoever has the first can vote in its name. */
export type NodeSecrets = {
  validatorKey: Hex
  /** Seed of CometBFT's key for peers. */
  nodeSeed: Hex
  /** geth's key for peers. */
  gethKey: Hex
  /** Shared by bridge and geth. */
  engineSecret: Hex
}

/**
 * Makes the folder of a node. `node.json` comes last: a folder without it is
 * no node yet and may be made anew.
 */
export async function initNode(parameters: {
  directory: string
  gethFile: string
  genesis: Genesis
  node: NodeFile
  secrets: NodeSecrets
}): Promise<void> {
  const { directory, gethFile, genesis, node, secrets } = parameters
  const cometbft = join(directory, nodePaths.cometbft)
  await mkdir(join(cometbft, 'data'), { recursive: true, mode: 0o700 })
  await mkdir(join(directory, 'genesis'), { recursive: true })
  const engineGenesis = join(directory, 'genesis', 'engine.json')
  const consensusGenesis = join(directory, 'genesis', 'consensus.json')
  await writeFile(engineGenesis, genesis.engine)
  await writeFile(consensusGenesis, genesis.consensus)

  const config = join(cometbft, 'config')
  await mkdir(config, { recursive: true })
  await copyFile(consensusGenesis, join(config, 'genesis.json'))
  await writeFileAtomic(
    join(config, 'priv_validator_key.json'),
    toValidatorKeyFile(secrets.validatorKey),
  )
  await writeFileAtomic(
    join(config, 'node_key.json'),
    toNodeKey(secrets.nodeSeed).file,
  )
  await writeFileAtomic(
    join(cometbft, 'data', 'priv_validator_state.json'),
    '{"height":"0","round":0,"step":0}',
  )
  await writeFileAtomic(join(directory, 'geth.key'), secrets.gethKey.slice(2))
  await writeFileAtomic(join(directory, nodePaths.secret), secrets.engineSecret)
  // geth runs in the folder, which may be named by a relative path.
  await initGeth({
    gethFile,
    directory,
    genesisPath: join('genesis', 'engine.json'),
  })
  await writeNodeFile(directory, node)
}
