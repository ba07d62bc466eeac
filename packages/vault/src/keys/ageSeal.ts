/**
 * Encrypts a small secret to an age recipient (`age1…`).
 *
 * @throws when the recipient is malformed
 */
export async function ageSeal(
  value: Uint8Array,
  recipient: string,
): Promise<Uint8Array> {
  const { Encrypter } = await import('age-encryption')
  const encrypter = new Encrypter()
  encrypter.addRecipient(recipient)
  return encrypter.encrypt(value)
}

/**
 * Decrypts what `ageSeal` made.
 *
 * @returns undefined when the bytes are damaged or meant for someone else
 */
export async function ageOpen(
  sealed: Uint8Array,
  identity: string,
): Promise<Uint8Array | undefined> {
  const { Decrypter } = await import('age-encryption')
  const decrypter = new Decrypter()
  decrypter.addIdentity(identity)
  try {
    return await decrypter.decrypt(sealed)
  } catch {
    return undefined
  }
}

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
 * @throws when the identity is malformed
 */
export async function ageRecipientOf(identity: string): Promise<string> {
  const { identityToRecipient } = await import('age-encryption')
  return identityToRecipient(identity)
}
