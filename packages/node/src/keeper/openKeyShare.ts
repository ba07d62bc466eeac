import { decryptWith, isKeyShareCommitted, shareHashOf } from '@sahara/vault'
import type { StoredDeposit } from './createKeyShareStore.ts'

/** 32 bytes and the x-coordinate. */
const keyShareBytes = 33

/**
 * The plain key share of a deposit. Undefined unless it opens with the
 * keeper's identity, has its hash, and its proof leads to its commitment.
 */
export async function openKeyShare(
  deposit: StoredDeposit,
  identity: string,
): Promise<Uint8Array | undefined> {
  const { message, sealed } = deposit
  const value = await decryptWith(
    identity,
    new Uint8Array(Buffer.from(sealed, 'base64')),
  ).catch(() => undefined)
  if (value?.length !== keyShareBytes) return undefined
  const isWhole = shareHashOf({ ...message, value }) === message.shareHash
  return isWhole && isKeyShareCommitted(deposit) ? value : undefined
}
