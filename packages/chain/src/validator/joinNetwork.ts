import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseOptions } from '@sahara/common'
import { SaharaError } from '@sahara/protocol'
import { z } from 'zod'
import { hashOfGenesis, networkName } from '../network/createGenesis.ts'
import { createMember } from './createMember.ts'
import { initNode } from './initNode.ts'
import { type NodeFile, nodePaths } from './nodeFile.ts'
import { parsePeerUrl } from './peerUrl.ts'

const engineSchema = z.object({
  config: z.object({ chainId: z.int() }),
  gasLimit: z.coerce.number().int().positive(),
})
const consensusSchema = z.object({ chain_id: z.string() })

/**
 * Makes a node of a network that runs elsewhere, from the genesis all its
 * nodes have and the addresses of some of them. It follows; a vote it gets from
 * the DAO.
 *
 * @throws {SaharaError} `INPUT_INVALID`; `CHAIN_MISMATCH` when the two genesis
 *   files are not of one network
 */
export async function joinNetwork(parameters: {
  directory: string
  gethFile: string
  /** The folder `genesis` of any node of the network. */
  genesisFolder: string
  name: string
  /** Where this node listens and others reach it. */
  host: string
  firstPort: number
  /** Addresses of nodes to begin with. */
  peers: readonly string[]
  randomBytes: (length: number) => Uint8Array
}): Promise<NodeFile> {
  const { directory, gethFile, name, host } = parameters
  if (existsSync(join(directory, nodePaths.file)))
    throw new SaharaError(`${directory} holds a node already.`, {
      code: 'INPUT_INVALID',
      hint: 'Start it, or name a folder that is not there yet.',
    })
  const peers = parameters.peers.map(parsePeerUrl)
  const [engine, consensus] = await Promise.all(
    ['engine.json', 'consensus.json'].map((file) =>
      readGenesis(join(parameters.genesisFolder, file)),
    ),
  )
  if (engine === undefined || consensus === undefined)
    throw noGenesis(parameters.genesisFolder)
  const { config, gasLimit } = parse(engineSchema, engine)
  const { chainId } = config
  const network = parse(consensusSchema, consensus).chain_id
  const genesisHash = await hashOfGenesis(gethFile, engine)
  if (network !== networkName(chainId, genesisHash))
    throw new SaharaError(`The genesis files are not both of ${network}.`, {
      code: 'CHAIN_MISMATCH',
      hint: 'Copy the folder `genesis` of a node of the network as a whole.',
    })
  const { secrets, ports, identity } = createMember(parameters)
  const node = {
    ...{ name, chainId, network, genesisHash, gasLimit, host },
    ...{ ports, peers, identity },
  }
  await initNode({
    ...{ directory, gethFile, secrets, node },
    genesis: { chainId, network, genesisHash, gasLimit, engine, consensus },
  })
  return node
}

function readGenesis(path: string): Promise<string> {
  return readFile(path, 'utf8').catch((cause: unknown) => {
    throw noGenesis(path, cause)
  })
}

function parse<S extends z.ZodType>(schema: S, text: string): z.output<S> {
  return parseOptions({
    schema,
    input: JSON.parse(text) as z.input<S>,
    of: 'the genesis',
  })
}

function noGenesis(path: string, cause?: unknown): SaharaError {
  return new SaharaError(`No genesis is in ${path}.`, {
    code: 'INPUT_INVALID',
    hint: 'Name a copy of the folder `genesis` of any node of the network.',
    cause,
  })
}
