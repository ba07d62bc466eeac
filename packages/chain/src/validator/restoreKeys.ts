import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseOptions, writeFileAtomic } from '@sahara/common'
import { SaharaError } from '@sahara/protocol'
import type { Hex } from 'viem'
import { z } from 'zod'
import { identityOf } from './createMember.ts'
import { toNodeKey, toValidatorKeyFile } from './keys.ts'
import { type NodeFile, nodePaths, writeNodeFile } from './nodeFile.ts'
import { takeNode } from './takeNode.ts'

const secret = z.custom<Hex>(
  (value) => typeof value === 'string' && /^0x[0-9a-f]{64}$/.test(value),
)

/** What a backup of a node's keys holds. */
const restoredKeysSchema = z.strictObject({
  network: z.string(),
  validator: secret,
  nodeSeed: secret,
  geth: secret,
})

const stateSchema = z.object({ height: z.coerce.bigint() })

/**
 * Gives a stopped node the keys of a backup. What it voted on stays, and
 * belongs to its key: a node that voted with another one is refused.
 *
 * @throws {SaharaError} `INPUT_INVALID`; `CHAIN_MISMATCH` for keys of another
 *   network; `NODE_FOLDER_MISSING`, `CHAIN_FOLDER_IN_USE`
 * @returns the node, with who it is now
 */
export async function restoreKeys(parameters: {
  directory: string
  keys: z.input<typeof restoredKeysSchema>
}): Promise<NodeFile> {
  const { directory } = parameters
  const keys = parseOptions({
    schema: restoredKeysSchema,
    input: parameters.keys,
    of: 'the backup',
  })
  const { node, release } = await takeNode(directory)
  try {
    if (keys.network !== node.network)
      throw new SaharaError(
        `The keys are of ${keys.network}, the node of ${node.network}.`,
        {
          code: 'CHAIN_MISMATCH',
          hint: 'Restore them into a node of their network (`sahara chain join`).',
        },
      )
    const identity = identityOf({
      host: node.host,
      ports: node.ports,
      validatorKey: keys.validator,
      nodeSeed: keys.nodeSeed,
      gethKey: keys.geth,
    })
    const isOther = identity.validator !== node.identity.validator
    if (isOther && (await hasVoted(directory)))
      throw new SaharaError(`${node.name} has voted with another key.`, {
        code: 'INPUT_INVALID',
        hint: 'Make a node of its own for these keys with `sahara chain join`.',
      })
    const config = join(directory, nodePaths.cometbft, 'config')
    await writeFileAtomic(
      join(config, 'priv_validator_key.json'),
      toValidatorKeyFile(keys.validator),
    )
    await writeFileAtomic(
      join(config, 'node_key.json'),
      toNodeKey(keys.nodeSeed).file,
    )
    await writeFileAtomic(join(directory, 'geth.key'), keys.geth.slice(2))
    const restored = { ...node, identity }
    await writeNodeFile(directory, restored)
    return restored
  } finally {
    release()
  }
}

async function hasVoted(directory: string): Promise<boolean> {
  const path = join(
    directory,
    nodePaths.cometbft,
    'data/priv_validator_state.json',
  )
  const text = await readFile(path, 'utf8').catch(() => undefined)
  if (text === undefined) return true
  return stateSchema.parse(JSON.parse(text)).height > 0n
}
