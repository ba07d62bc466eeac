import {
  createCipheriv,
  createDecipheriv,
  randomBytes,
  randomUUID,
  type ScryptOptions,
  scrypt,
  timingSafeEqual,
} from 'node:crypto'
import { SaharaError } from '@sahara/protocol'
import { type Address, bytesToHex, type Hex, hexToBytes, keccak256 } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { z } from 'zod'

const hexString = z.string().regex(/^(?:[0-9a-fA-F]{2})+$/)

/** Web3 Secret Storage, version 3, with scrypt: what geth and wallets read. */
export const keystoreSchema = z.looseObject({
  version: z.literal(3),
  id: z.string(),
  address: z.string().optional(),
  crypto: z.looseObject({
    cipher: z.literal('aes-128-ctr'),
    ciphertext: hexString,
    cipherparams: z.looseObject({ iv: hexString }),
    kdf: z.literal('scrypt'),
    kdfparams: z.looseObject({
      dklen: z.literal(32),
      // Bounds keep a hostile file from taking all memory.
      n: z.int().min(2).max(1_048_576),
      r: z.int().min(1).max(32),
      p: z.int().min(1).max(16),
      salt: hexString,
    }),
    mac: hexString,
  }),
})
export type Keystore = z.infer<typeof keystoreSchema>

/**
 * Encrypts a private key with a password.
 *
 * @param parameters.n scrypt's cost, 262,144 unless told
 */
export async function encryptKeystore(parameters: {
  privateKey: Hex
  password: string
  n?: number | undefined
}): Promise<Keystore> {
  const { privateKey, password, n = 262_144 } = parameters
  const salt = randomBytes(32)
  const iv = randomBytes(16)
  const key = await derive(password, salt, { N: n, r: 8, p: 1 })
  const cipher = createCipheriv('aes-128-ctr', key.subarray(0, 16), iv)
  const ciphertext = Buffer.concat([
    cipher.update(hexToBytes(privateKey)),
    cipher.final(),
  ])
  return {
    version: 3,
    id: randomUUID(),
    address: privateKeyToAccount(privateKey).address.slice(2).toLowerCase(),
    crypto: {
      cipher: 'aes-128-ctr',
      ciphertext: ciphertext.toString('hex'),
      cipherparams: { iv: iv.toString('hex') },
      kdf: 'scrypt',
      kdfparams: { dklen: 32, n, r: 8, p: 1, salt: salt.toString('hex') },
      mac: macOf(key, ciphertext).toString('hex'),
    },
  }
}

/**
 * The private key of a keystore.
 *
 * @throws {SaharaError} `KEYSTORE_INVALID`, `KEYSTORE_PASSWORD_WRONG`
 */
export async function decryptKeystore(parameters: {
  keystore: unknown
  password: string
}): Promise<{ privateKey: Hex; address: Address }> {
  const parsed = keystoreSchema.safeParse(parameters.keystore)
  if (!parsed.success) throw invalid(parsed.error)
  const { crypto, address: written } = parsed.data
  const { n, r, p, salt } = crypto.kdfparams
  const ciphertext = Buffer.from(crypto.ciphertext, 'hex')
  let key: Buffer
  try {
    key = await derive(parameters.password, Buffer.from(salt, 'hex'), {
      N: n,
      r,
      p,
    })
  } catch (cause) {
    throw invalid(cause)
  }
  const mac = Buffer.from(crypto.mac, 'hex')
  const expected = macOf(key, ciphertext)
  if (mac.length !== expected.length || !timingSafeEqual(mac, expected))
    throw new SaharaError('The password does not open this keystore.', {
      code: 'KEYSTORE_PASSWORD_WRONG',
      hint: 'Check the password, or SAHARA_PASSWORD if it is set.',
    })
  const iv = Buffer.from(crypto.cipherparams.iv, 'hex')
  if (iv.length !== 16 || ciphertext.length !== 32) throw invalid(undefined)
  const cipher = createDecipheriv('aes-128-ctr', key.subarray(0, 16), iv)
  const plain = Buffer.concat([cipher.update(ciphertext), cipher.final()])
  const privateKey = bytesToHex(plain)
  const { address } = privateKeyToAccount(privateKey)
  if (
    written !== undefined &&
    written.replace(/^0x/, '').toLowerCase() !== address.slice(2).toLowerCase()
  )
    throw invalid(undefined)
  return { privateKey, address }
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

function invalid(cause: unknown): SaharaError {
  return new SaharaError(
    'The keystore is not a Web3 Secret Storage file we can read.',
    {
      code: 'KEYSTORE_INVALID',
      hint: 'Use a version 3 keystore with scrypt (as geth writes it: r = 8) and aes-128-ctr.',
      cause,
    },
  )
}
