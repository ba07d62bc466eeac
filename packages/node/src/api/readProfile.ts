import { metadataCidOf, SaharaError } from '@sahara/protocol'
import { type Profile, profileSchema } from '@sahara/protocol/api'
import { type Hex, zeroHash } from 'viem'
import type { BlobGateway } from '../gateway/createBlobGateway.ts'

/** Where the profile document of a Sahara ID lies; null if it names none. */
export function profileCidOf(digest: string): string | null {
  return digest === zeroHash ? null : metadataCidOf(digest as Hex)
}

/** The profile, or null when no one has it or it is not of our form. */
export async function readProfile(
  blobs: Pick<BlobGateway, 'reader'>,
  digest: string,
): Promise<Profile | null> {
  const cid = profileCidOf(digest)
  if (!cid) return null
  try {
    const bytes = await blobs.reader.get(cid)
    const json: unknown = JSON.parse(new TextDecoder().decode(bytes))
    return profileSchema.safeParse(json).data ?? null
  } catch (error) {
    if (SaharaError.isInstance(error) || error instanceof SyntaxError)
      return null
    throw error
  }
}
