import { join } from 'node:path'
import { writeFileAtomic } from '@sahara/common'
import { cometConfig } from './cometConfig.ts'
import { gethConfig } from './gethArguments.ts'
import { type NodeFile, nodePaths } from './nodeFile.ts'

/** Writes what the engines read, from `node.json`, which alone is edited. */
export async function writeEngineConfigs(
  directory: string,
  node: NodeFile,
): Promise<void> {
  await writeFileAtomic(
    join(directory, nodePaths.cometbft, 'config', 'config.toml'),
    cometConfig(node),
  )
  await writeFileAtomic(join(directory, 'geth.toml'), gethConfig(node))
}
