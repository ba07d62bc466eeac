import { SaharaError } from '@sahara/protocol'
import { bech32 } from '@scure/base'
import { identityToRecipient } from 'age-encryption'

const prefix = 'AGE-SECRET-KEY-'
export const contentKeyBytes = 32

/**
 * A new content key: the secret of an age X25519 identity, 32 bytes.
 *
 * @param random @default the platform's cryptographic randomness
 */
export function newContentKey(
  random: (bytes: number) => Uint8Array = (bytes) =>
    crypto.getRandomValues(new Uint8Array(bytes)),
): Uint8Array {
  return random(contentKeyBytes)
}

/** The key as the stock `age` reads it in an identity file. */
export function contentKeyToIdentity(contentKey: Uint8Array): string {
  if (contentKey.length !== contentKeyBytes) throw notAKey()
  return bech32.encodeFromBytes(prefix, contentKey).toUpperCase()
}

/**
 * The key in an age X25519 identity.
 *
 * @throws {SaharaError} `INPUT_INVALID`
 */
export function contentKeyFromIdentity(identity: string): Uint8Array {
  const decoded = bech32.decodeUnsafe(identity.trim())
  if (decoded?.prefix.toUpperCase() !== prefix) throw notAKey()
  const bytes = Uint8Array.from(bech32.fromWords(decoded.words))
  if (bytes.length !== contentKeyBytes) throw notAKey()
  return bytes
}

/** The age recipient to which manifests under this key are encrypted. */
export function recipientOf(contentKey: Uint8Array): Promise<string> {
  return identityToRecipient(contentKeyToIdentity(contentKey))
}

function notAKey(): SaharaError {
  return new SaharaError('This is not an age X25519 identity.', {
    code: 'INPUT_INVALID',
    hint: 'It begins with AGE-SECRET-KEY-1.',
  })
}
