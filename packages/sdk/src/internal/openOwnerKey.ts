import { type SaharaBlock, SaharaError } from '@sahara/protocol'
import {
  contentKeyToBytes,
  decryptWith,
  keyCommitmentOf,
  verifyCommitment,
} from '@sahara/vault'
import type { Hex } from 'viem'

/**
 * The content key from the copy that the publisher encrypted to their own
 * recipients; undefined when this identity is none of them.
 *
 * @param parameters.commitment that of the version, from the chain
 * @throws {SaharaError} `KEY_COMMITMENT_MISMATCH`, `METADATA_INVALID`
 */
export async function openOwnerKey(parameters: {
  block: SaharaBlock
  commitment: Hex
  /** `AGE-SECRET-KEY-1…` */
  identity: string
}): Promise<Uint8Array | undefined> {
  const { block, commitment, identity } = parameters
  verifyCommitment({ block, commitment })
  const copy = await decryptWith(identity, fromBase64(block.ownerKey)).catch(
    () => undefined,
  )
  if (!copy) return undefined
  const mismatch = (cause?: unknown) =>
    new SaharaError("The owner's copy of the key is not the committed key.", {
      code: 'KEY_COMMITMENT_MISMATCH',
      hint: 'The publisher wrote a wrong copy; the keepers have the key.',
      cause,
    })
  let key: Uint8Array
  try {
    key = contentKeyToBytes({ identity: new TextDecoder().decode(copy) })
  } catch (cause) {
    throw mismatch(cause)
  }
  const { assetId, version, keyCommitment } = block
  if (keyCommitmentOf({ assetId, version, key }) !== keyCommitment)
    throw mismatch()
  return key
}

function fromBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0))
}
