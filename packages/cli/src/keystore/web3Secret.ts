import {
  createCipheriv,
  createDecipheriv,
  randomBytes,
  type ScryptOptions,
  scrypt,
  timingSafeEqual,
} from 'node:crypto'
import { SaharaError } from '@sahara/protocol'
import { keccak256 } from 'viem'
import { z } from 'zod'

const hexString = z.string().regex(/^(?:[0-9a-fA-F]{2})+$/)
const secretBytes = 32

/** The `crypto` part of a Web3 Secret Storage file: 32 secret bytes. */
export const web3SecretSchema = z.looseObject({
  cipher: z.literal('aes-128-ctr'),
  ciphertext: hexString.length(2 * secretBytes),
  cipherparams: z.looseObject({ iv: hexString.length(32) }),
  kdf: z.literal('scrypt'),
  kdfparams: z.looseObject({
    dklen: z.literal(32),
    // Bounds keep a hostile file from taking all memory.
    n: z.int().min(2).max(1_048_576),
    r: z.int().min(1).max(32),
    p: z.int().min(1).max(16),
    salt: hexString,
  }),
  mac: hexString.length(64),
})
export type Web3Secret = z.infer<typeof web3SecretSchema>

/**
 * Encrypts 32 bytes with a password, as Web3 Secret Storage 3 does it.
 *
 * @param parameters.n scrypt's cost, 262,144 unless told
 */
export async function encryptSecret(parameters: {
  secret: Uint8Array
  password: string
  n?: number | undefined
}): Promise<Web3Secret> {
  const { secret, password, n = 262_144 } = parameters
  const salt = randomBytes(32)
  const iv = randomBytes(16)
  const key = await derive(password, salt, { N: n, r: 8, p: 1 })
  const cipher = createCipheriv('aes-128-ctr', key.subarray(0, 16), iv)
  const ciphertext = Buffer.concat([cipher.update(secret), cipher.final()])
  return {
    cipher: 'aes-128-ctr',
    ciphertext: ciphertext.toString('hex'),
    cipherparams: { iv: iv.toString('hex') },
    kdf: 'scrypt',
    kdfparams: { dklen: 32, n, r: 8, p: 1, salt: salt.toString('hex') },
    mac: macOf(key, ciphertext).toString('hex'),
  }
}

/**
 * The 32 bytes. The format authenticates them, but not the `iv`: compare them
 * with something public that was made from them.
 *
 * @throws {SaharaError} `KEYSTORE_INVALID`, `KEYSTORE_PASSWORD_WRONG`
 */
export async function decryptSecret(parameters: {
  encrypted: Web3Secret
  password: string
}): Promise<Uint8Array> {
  const { encrypted, password } = parameters
  const { n, r, p, salt } = encrypted.kdfparams
  const ciphertext = Buffer.from(encrypted.ciphertext, 'hex')
  const key = await derive(password, Buffer.from(salt, 'hex'), {
    N: n,
    r,
    p,
  }).catch((cause: unknown) => {
    throw keystoreInvalid(cause)
  })
  const mac = Buffer.from(encrypted.mac, 'hex')
  if (!timingSafeEqual(mac, macOf(key, ciphertext)))
    throw new SaharaError('The password does not open this keystore.', {
      code: 'KEYSTORE_PASSWORD_WRONG',
      hint: 'Check the password, or SAHARA_PASSWORD if it is set.',
    })
  const iv = Buffer.from(encrypted.cipherparams.iv, 'hex')
  const cipher = createDecipheriv('aes-128-ctr', key.subarray(0, 16), iv)
  return Uint8Array.from(
    Buffer.concat([cipher.update(ciphertext), cipher.final()]),
  )
}

/** What cannot be read as a keystore, or contradicts itself. */
export function keystoreInvalid(cause?: unknown): SaharaError {
  return new SaharaError(
    'The keystore is not a Web3 Secret Storage file we can read.',
    {
      code: 'KEYSTORE_INVALID',
      hint: 'Use a version 3 keystore with scrypt (as geth writes it: r = 8) and aes-128-ctr.',
      cause,
    },
  )
}

function macOf(key: Buffer, ciphertext: Buffer): Buffer {
  return Buffer.from(
    keccak256(Buffer.concat([key.subarray(16, 32), ciphertext]), 'bytes'),
  )
}

function derive(
  password: string,
  salt: Buffer,
  options: ScryptOptions & { N: number; r: number; p: number },
): Promise<Buffer> {
  const maxmem = 256 * options.N * options.r + 1_048_576
  return new Promise((resolve, reject) => {
    scrypt(password, salt, 32, { ...options, maxmem }, (error, key) =>
      error ? reject(error) : resolve(key),
    )
  })
}
