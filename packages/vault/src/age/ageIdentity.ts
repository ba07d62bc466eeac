import { SaharaError } from '@sahara/protocol'

/** A new age identity (secret) and its recipient (public). */
export async function newAgeIdentity(): Promise<{
  identity: string
  recipient: string
}> {
  const { generateX25519Identity } = await import('age-encryption')
  const identity = await generateX25519Identity()
  return { identity, recipient: await ageRecipientOf(identity) }
}

/**
 * The recipient of an age identity.
 *
 * @throws {SaharaError} `INPUT_INVALID` for what is no identity; it does not
 * quote it
 */
export async function ageRecipientOf(identity: string): Promise<string> {
  const { identityToRecipient } = await import('age-encryption')
  try {
    return await identityToRecipient(identity)
  } catch {
    throw new SaharaError('This is not an age identity.', {
      code: 'INPUT_INVALID',
      hint: 'It begins with AGE-SECRET-KEY-.',
    })
  }
}
