import { Decrypter, Encrypter } from 'age-encryption'

/**
 * Encrypts a small secret to an age recipient (`age1…`).
 *
 * @throws when the recipient is malformed
 */
export async function ageSeal(
  value: Uint8Array,
  recipient: string,
): Promise<Uint8Array> {
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
  const decrypter = new Decrypter()
  decrypter.addIdentity(identity)
  try {
    return await decrypter.decrypt(sealed)
  } catch {
    return undefined
  }
}
