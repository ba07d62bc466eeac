import { lockFolder } from '@sahara/common'
import { SaharaError } from '@sahara/protocol'
import { endOrphans } from '../anvil/orphans.ts'
import { type NodeFile, nodePaths, readNodeFile } from './nodeFile.ts'

/**
 * Takes the folder of a node that does not run; nobody starts it meanwhile.
 *
 * @returns with the processes that an earlier one had left, ended now
 *
 * @throws {SaharaError} `NODE_FOLDER_MISSING`; `CHAIN_FOLDER_IN_USE` for a node
 *   that runs: two processes with one key would vote twice
 */
export async function takeNode(
  directory: string,
): Promise<{ node: NodeFile; ended: number[]; release: () => void }> {
  const node = await readNodeFile(directory)
  const lock = takeFolder(directory)
  try {
    // What a killed supervisor left would go on voting and writing.
    const ended = await endOrphans(`${directory}/${nodePaths.children}`)
    return { node, ended, release: lock.release }
  } catch (error) {
    lock.release()
    throw error
  }
}

function takeFolder(directory: string): { release: () => void } {
  try {
    return lockFolder(directory)
  } catch (cause) {
    throw new SaharaError(`The node of ${directory} runs already.`, {
      code: 'CHAIN_FOLDER_IN_USE',
      hint: 'Two with one key would vote twice, and lose their stake: stop the other one.',
      details: { directory },
      cause,
    })
  }
}
