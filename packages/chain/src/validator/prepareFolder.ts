import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { writeFileAtomic } from '@sahara/common'
import { cometConfig } from './cometConfig.ts'
import { consensusDataGone } from './consensusDataGone.ts'
import { gethConfig } from './gethArguments.ts'
import { initGeth } from './initGeth.ts'
import { type NodeFile, nodePaths } from './nodeFile.ts'

/**
 * Makes the folder of a node ready to run: writes what the engines read from
 * `node.json`, which alone is edited, and begins geth anew where its blocks
 * were deleted. Those of CometBFT are all that is needed to rebuild them.
 *
 * @throws {SaharaError} `NODE_FOLDER_DAMAGED` when CometBFT does not know any
 *   more what it voted on
 */
export async function prepareFolder(parameters: {
  directory: string
  gethFile: string
  node: NodeFile
}): Promise<void> {
  const { directory, gethFile, node } = parameters
  const cometbft = join(directory, nodePaths.cometbft)
  await writeFileAtomic(
    join(cometbft, 'config', 'config.toml'),
    cometConfig(node),
  )
  await writeFileAtomic(join(directory, 'geth.toml'), gethConfig(node))

  if (!existsSync(join(cometbft, 'data', 'priv_validator_state.json')))
    throw consensusDataGone(directory)
  if (!existsSync(join(directory, nodePaths.geth, 'geth/chaindata')))
    await initGeth({
      gethFile,
      directory,
      genesisPath: join('genesis', 'engine.json'),
    })
}
