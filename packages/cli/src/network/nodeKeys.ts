import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { SaharaError } from '@sahara/protocol'
import { bytesToHex, type Hex, hexToBytes } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { z } from 'zod'
import {
  decryptKeystore,
  encryptKeystore,
  type Keystore,
  parseKeystore,
} from '../keystore/keystore.ts'
import {
  decryptSecret,
  encryptSecret,
  keystoreInvalid,
  web3SecretSchema,
} from '../keystore/web3Secret.ts'

/** The keys of a node that have to outlive its disk. */
export type NodeKeys = {
  /** Votes. */
  validator: Hex
  /** Seed of the key that CometBFT shows to peers. */
  nodeSeed: Hex
  /** The key that geth shows to peers. */
  geth: Hex
}

const backupSchema = z.looseObject({
  sahara: z.looseObject({
    network: z.string(),
    node: web3SecretSchema,
    geth: web3SecretSchema,
  }),
})

const paths = {
  validator: 'cometbft/config/priv_validator_key.json',
  node: 'cometbft/config/node_key.json',
  geth: 'geth.key',
} as const

const keySchema = z.object({ priv_key: z.object({ value: z.base64() }) })

/**
 * The keys of a node's folder.
 *
 * @throws {SaharaError} `NODE_FOLDER_DAMAGED`
 */
export async function readNodeKeys(folder: string): Promise<NodeKeys> {
  const read = (path: string) => readFile(join(folder, path), 'utf8')
  const secretOf = (text: string) =>
    Buffer.from(keySchema.parse(JSON.parse(text)).priv_key.value, 'base64')
  try {
    const [validator, node, geth] = await Promise.all([
      read(paths.validator),
      read(paths.node),
      read(paths.geth),
    ])
    return {
      validator: bytesToHex(secretOf(validator)),
      nodeSeed: bytesToHex(secretOf(node).subarray(0, 32)),
      geth: `0x${geth.trim()}`,
    }
  } catch (cause) {
    throw new SaharaError(`The keys in ${folder} are not whole.`, {
      code: 'NODE_FOLDER_DAMAGED',
      hint: 'Restore them with `sahara chain keys import`; a node that does not vote can be made anew.',
      cause,
    })
  }
}

/**
 * A backup of a node's keys: the keystore of the validator's key, as wallets
 * read it, and beside it the other two under the same password.
 */
export async function encryptNodeKeys(parameters: {
  keys: NodeKeys
  network: string
  password: string
  /** scrypt's cost. @default 262,144 */
  n?: number | undefined
}): Promise<Keystore> {
  const { keys, network, ...rest } = parameters
  const [keystore, node, geth] = await Promise.all([
    encryptKeystore({ ...rest, privateKey: keys.validator }),
    encryptSecret({ ...rest, secret: hexToBytes(keys.nodeSeed) }),
    encryptSecret({ ...rest, secret: hexToBytes(keys.geth) }),
  ])
  return { ...keystore, sahara: { network, node, geth } }
}

/**
 * The keys in the text of a backup.
 *
 * @throws {SaharaError} `KEYSTORE_INVALID`, `KEYSTORE_PASSWORD_WRONG`
 */
export async function decryptNodeKeys(
  text: string,
  password: string,
): Promise<{ keys: NodeKeys; network: string }> {
  const keystore = parseKeystore(text)
  const backup = backupSchema.safeParse(keystore)
  if (!backup.success) throw keystoreInvalid(backup.error)
  const { network, node, geth } = backup.data.sahara
  const { privateKey } = await decryptKeystore({ keystore, password })
  const open = async (encrypted: typeof node) =>
    bytesToHex(await decryptSecret({ encrypted, password }))
  return {
    keys: {
      validator: privateKey,
      nodeSeed: await open(node),
      geth: await open(geth),
    },
    network,
  }
}

/** What others know of a key: the validator's address. */
export function validatorOf(keys: NodeKeys): Hex {
  return privateKeyToAccount(keys.validator).address.toLowerCase() as Hex
}
