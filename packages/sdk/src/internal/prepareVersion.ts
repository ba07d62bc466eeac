import { metadataCidOf, parseMetadata } from '@sahara/protocol'
import { type Hex, stringToBytes } from 'viem'
import { uploadBlobs } from '../actions/uploadBlobs.ts'
import type { SaharaClient } from '../createSaharaClient.ts'
import { depositPrepared } from './depositPrepared.ts'
import {
  digestsOf,
  type NamedPublication,
  preparePublication,
} from './preparePublication.ts'
import type { SealForKeepersParameters } from './sealForKeepers.ts'

/**
 * Does all that comes before a version's transaction: encrypts, uploads, and
 * gives the keepers their key shares. Called again, it goes on where it was.
 *
 * @throws {SaharaError} what `preparePublication`, `uploadBlobs` and
 *   `depositKeyShares` throw
 */
export async function prepareVersion(
  client: SaharaClient,
  parameters: NamedPublication & SealForKeepersParameters,
): Promise<{ metadata: Hex; commitment: Hex }> {
  const { account, store, signal } = parameters
  const onProgress = parameters.onProgress ?? (() => undefined)
  const prepared = await preparePublication(client, parameters)
  const digests = digestsOf(prepared)
  const metadataCid = metadataCidOf(digests.metadata)
  await store.put(metadataCid, stringToBytes(prepared.metadata))
  const { sahara: block } = parseMetadata(prepared.metadata)
  if (client.nodeUrl)
    await uploadBlobs(client, {
      account,
      store,
      roots: [...block.blobs, metadataCid],
      onProgress: (done) => onProgress({ step: 'upload', ...done }),
      signal,
    })
  // Last, since keepers do not wait for ever.
  onProgress({ step: 'deposit', bytes: 0, totalBytes: 0 })
  await depositPrepared(client, { ...parameters, prepared, block })
  onProgress({ step: 'register', bytes: 0, totalBytes: 0 })
  return digests
}
