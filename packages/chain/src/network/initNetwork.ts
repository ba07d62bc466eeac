import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { SaharaError } from '@sahara/protocol'
import { createMember, portsPerNode } from '../validator/createMember.ts'
import { initNode } from '../validator/initNode.ts'
import { validatorIdentity } from '../validator/keys.ts'
import { parsePeerUrl } from '../validator/peerUrl.ts'
import { createGenesis } from './createGenesis.ts'
import {
  type NetworkFile,
  readNetworkFile,
  writeNetworkFile,
} from './networkFile.ts'

const thisMachine = '127.0.0.1'
const equalPower = 10n

/**
 * Makes the folders of a network: its validators, of equal power, and nodes that only follow. A folder that has one keeps it.
 *
 * @throws {SaharaError} `CONFIG_INVALID` when the folder's network is another
 */
export async function initNetwork(parameters: {
  directory: string
  gethFile: string
  platformGenesisPath: string
  validators: number
  followers: number
  /** Each node takes six ports, beginning here on its machine. */
  firstPort: number
  /** Where each node is; on this machine unless told. */
  hosts?: readonly string[] | undefined
  timeMs: number
  /** Randomness for keys. */
  randomBytes: (length: number) => Uint8Array
}): Promise<NetworkFile> {
  const { directory, gethFile, validators, followers, firstPort } = parameters
  const existing = await readNetworkFile(directory)
  if (existing) return confirm(existing, parameters)

  const names = [
    ...Array.from({ length: validators }, (_, i) => `validator-${i + 1}`),
    ...Array.from({ length: followers }, (_, i) => `node-${i + 1}`),
  ]
  const hostOf = (index: number) => parameters.hosts?.[index] ?? thisMachine
  const members = names.map((name, index) => {
    const host = hostOf(index)
    const before = names.filter((_, i) => i < index && hostOf(i) === host)
    return {
      name,
      host,
      ...createMember({
        ...parameters,
        host,
        firstPort: firstPort + portsPerNode * before.length,
      }),
    }
  })
  const genesis = await createGenesis({
    ...parameters,
    validators: members.slice(0, validators).map(({ name, secrets }) => ({
      ...validatorIdentity(secrets.validatorKey),
      name,
      power: equalPower,
    })),
  })
  const { chainId, network, genesisHash, gasLimit } = genesis
  await Promise.all(
    members.map(async ({ name, host, secrets, ports, identity }) => {
      const folder = join(directory, name)
      // Left by a start that did not come to its end.
      await rm(folder, { recursive: true, force: true })
      const peers = members
        .filter((other) => other.name !== name)
        .map((other) => parsePeerUrl(other.identity.peer))
      const node = {
        ...{ name, chainId, network, genesisHash, gasLimit, host },
        ...{ ports, peers, identity },
      }
      await initNode({ directory: folder, gethFile, genesis, secrets, node })
    }),
  )
  const file = { chainId, network, firstPort, validators, nodes: names }
  await writeNetworkFile(directory, file)
  return file
}

function confirm(
  existing: NetworkFile,
  wanted: { validators: number; firstPort: number; directory: string },
): NetworkFile {
  const isSame =
    existing.validators === wanted.validators &&
    existing.firstPort === wanted.firstPort
  if (isSame) return existing
  throw new SaharaError(
    `${wanted.directory} has a network of ${existing.validators} validators from port ${existing.firstPort} on.`,
    {
      code: 'CONFIG_INVALID',
      hint: 'Start it as it is, or name another folder with --data.',
    },
  )
}
