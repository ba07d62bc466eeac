import { randomUUID } from 'node:crypto'
import {
  type ContentKey,
  contentKeyFromBytes,
  contentKeyToBytes,
} from '@sahara/vault'
import { type Address, bytesToHex, type Hex, hexToBytes } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { z } from 'zod'
import {
  decryptSecret,
  encryptSecret,
  keystoreInvalid,
  web3SecretSchema,
} from './web3Secret.ts'

/**
 * An account's file, see specs/keystore.md: Web3 Secret Storage 3, which geth
 * and wallets read, and beside the signing key the account's age identity.
 */
const keystoreSchema = z.looseObject({
  version: z.literal(3),
  id: z.string(),
  address: z.string().optional(),
  crypto: web3SecretSchema,
  /** Missing in files that other programs wrote. */
  age: z
    .looseObject({ recipient: z.string(), crypto: web3SecretSchema })
    .optional(),
})
export type Keystore = z.infer<typeof keystoreSchema>

/** The age key pair of an account: opens what the account published. */
export type AgeIdentity = ContentKey

type Password = {
  password: string
  /** scrypt's cost. @default 262,144 */
  n?: number | undefined
}

/** Encrypts a private key with a password. */
export async function encryptKeystore(
  parameters: Password & { privateKey: Hex },
): Promise<Keystore> {
  const { privateKey, ...rest } = parameters
  return {
    version: 3,
    id: randomUUID(),
    address: privateKeyToAccount(privateKey).address.slice(2).toLowerCase(),
    crypto: await encryptSecret({ ...rest, secret: hexToBytes(privateKey) }),
  }
}

/** A keystore that holds this identity too, under the same password. */
export async function addIdentity(
  parameters: Password & { keystore: Keystore; identity: AgeIdentity },
): Promise<Keystore> {
  const { keystore, identity, ...rest } = parameters
  const secret = contentKeyToBytes(identity)
  return {
    ...keystore,
    age: {
      recipient: identity.recipient,
      crypto: await encryptSecret({ ...rest, secret }),
    },
  }
}

/**
 * A keystore from the text of its file.
 *
 * @throws {SaharaError} `KEYSTORE_INVALID`
 */
export function parseKeystore(text: string): Keystore {
  try {
    return keystoreSchema.parse(JSON.parse(text))
  } catch (cause) {
    throw keystoreInvalid(cause)
  }
}

/**
 * The private key of a keystore.
 *
 * @throws {SaharaError} `KEYSTORE_INVALID`, `KEYSTORE_PASSWORD_WRONG`
 */
export async function decryptKeystore(parameters: {
  keystore: Keystore
  password: string
}): Promise<{ privateKey: Hex; address: Address }> {
  const { keystore, password } = parameters
  const encrypted = keystore.crypto
  const privateKey = bytesToHex(await decryptSecret({ encrypted, password }))
  const { address } = privateKeyToAccount(privateKey)
  const written = keystore.address?.replace(/^0x/, '').toLowerCase()
  if (written !== undefined && written !== address.slice(2).toLowerCase())
    throw keystoreInvalid()
  return { privateKey, address }
}

/**
 * The age identity of a keystore, if it holds one. Its recipient is made from
 * the secret: the one in the file is not protected and may have been changed.
 *
 * @throws {SaharaError} `KEYSTORE_INVALID`, `KEYSTORE_PASSWORD_WRONG`
 */
export async function decryptIdentity(parameters: {
  keystore: Keystore
  password: string
}): Promise<AgeIdentity | undefined> {
  const { age } = parameters.keystore
  if (!age) return undefined
  const { password } = parameters
  const identity = await contentKeyFromBytes(
    await decryptSecret({ encrypted: age.crypto, password }),
  )
  if (identity.recipient !== age.recipient) throw keystoreInvalid()
  return identity
}
