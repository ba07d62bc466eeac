import { mkdir, readdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { parseOptions } from '@sahara/common'
import { SaharaError } from '@sahara/protocol'
import type { Hex } from 'viem'
import { type NodeFile, readNodeFile } from '../validator/nodeFile.ts'
import { initNetwork } from './initNetwork.ts'
import { networkOptionsSchema } from './options.ts'

/** A network whose first block is still to come. */
export type FoundedNetwork = {
  network: string
  chainId: number
  genesisHash: Hex
  /** Validators first; each folder goes to the machine of its host. */
  nodes: {
    name: string
    folder: string
    host: string
    identity: NodeFile['identity']
  }[]
}

/**
 * Makes a new network: the genesis, and a folder for each node, on one machine
 * or for several.
 *
 * @throws {SaharaError} `CONFIG_INVALID`; `INPUT_INVALID` for a folder that
 *   holds something, and for hosts that are not as many as the nodes
 */
export async function foundNetwork(
  parameters: Parameters<typeof initNetwork>[0] & { hosts: readonly string[] },
): Promise<FoundedNetwork> {
  const { validators, followers, firstPort, hosts } = parameters
  const directory = resolve(parameters.directory)
  parseOptions({
    schema: networkOptionsSchema,
    input: {
      dataDir: directory,
      genesisPath: parameters.platformGenesisPath,
      ...{ validators, followers, firstPort },
    },
    of: 'the network',
  })
  if (hosts.length > 0 && hosts.length !== validators + followers)
    throw new SaharaError(
      `${hosts.length} hosts are given for ${validators + followers} nodes.`,
      {
        code: 'INPUT_INVALID',
        hint: 'Give one --host for each node, validators first, or none for this machine.',
      },
    )
  await mkdir(directory, { recursive: true, mode: 0o700 })
  if ((await readdir(directory)).length > 0)
    throw new SaharaError(`${directory} is not empty.`, {
      code: 'INPUT_INVALID',
      hint: 'Give a folder that is not there yet: keys are never overwritten.',
    })
  const made = await initNetwork({
    ...parameters,
    directory,
    hosts: hosts.length > 0 ? hosts : undefined,
  })
  const nodes = await Promise.all(
    made.nodes.map(async (name) => {
      const folder = join(directory, name)
      return { folder, file: await readNodeFile(folder) }
    }),
  )
  const [first] = nodes
  return {
    network: made.network,
    chainId: made.chainId,
    genesisHash: first?.file.genesisHash ?? '0x',
    nodes: nodes.map(({ folder, file: { name, host, identity } }) => ({
      ...{ name, folder, host, identity },
    })),
  }
}
