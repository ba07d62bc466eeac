import { SaharaError } from '@sahara/protocol'
import { bech32 } from '@scure/base'
import { ageRecipientOf } from '../age/ageIdentity.ts'

const prefix = 'AGE-SECRET-KEY-'
const secretBytes = 32

/** An age X25519 key pair; the one of an asset version opens its manifest. */
export type ContentKey = {
  /** `AGE-SECRET-KEY-1…`; secret. */
  identity: string
  /** `age1…` */
  recipient: string
}

export type NewContentKeyParameters = {
  /** @default the platform's cryptographic randomness */
  random?: ((bytes: number) => Uint8Array) | undefined
}

/** A new content key. */
export function newContentKey(
  parameters: NewContentKeyParameters = {},
): Promise<ContentKey> {
  const { random = randomBytes } = parameters
  return contentKeyFromBytes(random(secretBytes))
}

/**
 * The 32 secret bytes of a content key, as they are split among keepers.
 *
 * @throws {SaharaError} `INPUT_INVALID`
 */
export function contentKeyToBytes(
  contentKey: Pick<ContentKey, 'identity'>,
): Uint8Array {
  const decoded = bech32.decodeUnsafe(contentKey.identity.trim())
  if (decoded?.prefix.toUpperCase() !== prefix) throw notAKey()
  const bytes = bech32.fromWordsUnsafe(decoded.words)
  if (bytes?.length !== secretBytes) throw notAKey()
  return Uint8Array.from(bytes)
}

/**
 * The content key with these 32 secret bytes.
 *
 * @throws {SaharaError} `INPUT_INVALID`
 */
export async function contentKeyFromBytes(
  bytes: Uint8Array,
): Promise<ContentKey> {
  if (bytes.length !== secretBytes) throw notAKey()
  const identity = bech32.encodeFromBytes(prefix, bytes).toUpperCase()
  return { identity, recipient: await ageRecipientOf(identity) }
}

function randomBytes(length: number): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(length))
}

function notAKey(): SaharaError {
  return new SaharaError('This is not an age X25519 identity.', {
    code: 'INPUT_INVALID',
    hint: 'It begins with AGE-SECRET-KEY-1 and has 32 secret bytes.',
  })
}
