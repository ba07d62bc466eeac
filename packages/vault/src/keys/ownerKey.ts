import { SaharaError } from '@sahara/protocol'
import { base64 } from '@scure/base'
import { openBytes, sealBytes } from '../age/sealBytes.ts'
import { contentKeyFromIdentity, contentKeyToIdentity } from './contentKey.ts'

/**
 * The owner's copy of a content key: an age file in base64, which holds an
 * identity file of the stock `age`.
 *
 * @throws {SaharaError} `INPUT_INVALID` for what is not a recipient
 */
export async function encryptToOwner(
  contentKey: Uint8Array,
  recipient: string,
): Promise<string> {
  const identity = `${contentKeyToIdentity(contentKey)}\n`
  return base64.encode(
    await sealBytes(new TextEncoder().encode(identity), recipient),
  )
}

/**
 * The content key in the owner's copy.
 *
 * @throws {SaharaError} `VAULT_FILE_CORRUPT`, `INPUT_INVALID`
 */
export async function decryptAsOwner(
  ownerKey: string,
  identity: string,
): Promise<Uint8Array> {
  let sealed: Uint8Array
  try {
    sealed = base64.decode(ownerKey)
  } catch (cause) {
    throw new SaharaError('The copy of the key is not base64.', {
      code: 'INPUT_INVALID',
      cause,
    })
  }
  return contentKeyFromIdentity(
    new TextDecoder().decode(await openBytes(sealed, identity)),
  )
}
