import { metadataDigestOf, SaharaError } from '@sahara/protocol'
import { type Profile, profileSchema } from '@sahara/protocol/api'
import { createMemoryBlobStore, importFile } from '@sahara/vault'
import { type Hex, type LocalAccount, zeroHash } from 'viem'
import { uploadBlobs } from '../actions/uploadBlobs.ts'
import type { SaharaClient } from '../createSaharaClient.ts'

/**
 * Puts a profile document where everyone finds it, and returns its digest; no
 * profile has the digest 0. See specs/profile.md.
 *
 * @throws {SaharaError} `INPUT_INVALID`, `NODE_UNREACHABLE`,
 * `NODE_QUOTA_EXCEEDED`, `CONFIG_INVALID`
 */
export async function uploadProfile(
  client: SaharaClient,
  parameters: {
    account: LocalAccount | undefined
    profile: Profile | undefined
    signal?: AbortSignal | undefined
  },
): Promise<Hex> {
  const { account, profile, signal } = parameters
  if (profile === undefined) return zeroHash
  const parsed = profileSchema.safeParse(profile)
  if (!parsed.success)
    throw new SaharaError('The profile has the wrong form.', {
      code: 'INPUT_INVALID',
      hint: 'See specs/profile.md.',
      cause: parsed.error,
    })
  const store = createMemoryBlobStore()
  const bytes = new TextEncoder().encode(JSON.stringify(parsed.data))
  const { cid } = await importFile(store, bytes)
  await uploadBlobs(client, { account, store, roots: [cid], signal })
  return metadataDigestOf(cid)
}
