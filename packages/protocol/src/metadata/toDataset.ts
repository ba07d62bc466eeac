import { addresses } from '../addresses.ts'
import type { DescribedBlob, ToMetadataParameters } from './assetDescription.ts'
import { croissantContext, croissantVersion } from './croissantContext.ts'
import { encodingFormatOf } from './encodingFormatOf.ts'
import { fileIdOf } from './fileIdOf.ts'
import { toDate } from './toDate.ts'

/** https://www.iana.org/assignments/media-types/application/vnd.age */
const ageFormat = 'application/vnd.age'
/** More blobs are told as one set: the document is a single block of 2 MiB. */
const maxListed = 1_000

/** A dataset as MLCommons Croissant. */
export function toDataset(parameters: ToMetadataParameters): object {
  const { sahara, publisher, chainId } = parameters
  const { description } = parameters
  return {
    '@context': croissantContext,
    '@type': 'sc:Dataset',
    conformsTo: croissantVersion,
    // CAIP-19: the asset's name wherever it is shown.
    url: `eip155:${chainId}/erc721:${addresses.assetRegistry}/${BigInt(sahara.assetId)}`,
    creator: {
      '@type': 'sc:Person',
      '@id': `did:pkh:eip155:${chainId}:${publisher}`,
      name: publisher,
    },
    version: `${sahara.version}.0.0`,
    ...description,
    datePublished: toDate(parameters.publishedAt),
    distribution: toDistribution(
      parameters.blobs,
      filesReadBy(description.recordSet),
    ),
    sahara,
  }
}

/**
 * The blobs as the ciphertext they are, and within them the files that record
 * sets read: names of files are not public otherwise.
 */
function toDistribution(
  blobs: readonly DescribedBlob[],
  described: ReadonlySet<string>,
): object[] {
  const [manifest] = blobs
  const isDescribed = (path: string) => described.has(fileIdOf(path))
  const listed = blobs.filter(
    (blob) =>
      blobs.length <= maxListed ||
      blob === manifest ||
      blob.paths.some(isDescribed),
  )
  return [
    ...listed.map(({ cid, size, sha256 }) => ({
      '@type': 'cr:FileObject',
      '@id': cid,
      name: `${cid}.age`,
      contentUrl: `ipfs://${cid}`,
      contentSize: `${size} B`,
      encodingFormat: ageFormat,
      sha256,
    })),
    ...(manifest && listed.length < blobs.length
      ? [
          {
            '@type': 'cr:FileSet',
            '@id': `${manifest.cid}/*`,
            name: 'other files',
            description: 'The other encrypted files the manifest names.',
            containedIn: { '@id': manifest.cid },
            encodingFormat: ageFormat,
            includes: '*',
          },
        ]
      : []),
    ...listed.flatMap(({ cid, paths }) =>
      paths.filter(isDescribed).map((path) => ({
        '@type': 'cr:FileObject',
        '@id': fileIdOf(path),
        name: path,
        containedIn: { '@id': cid },
        encodingFormat: encodingFormatOf(path),
      })),
    ),
  ]
}

/** Every `fileObject` that record sets name as a source. */
function filesReadBy(recordSet: unknown): Set<string> {
  const found = new Set<string>()
  JSON.stringify(recordSet, (key, value: unknown) => {
    if (key === 'fileObject' && typeof value === 'object' && value !== null) {
      const { '@id': id } = value as { '@id'?: unknown }
      if (typeof id === 'string') found.add(id)
    }
    return value
  })
  return found
}
