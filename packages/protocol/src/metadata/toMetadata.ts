import type { Address } from 'viem'
import { SaharaError } from '../errors.ts'
import type { Metadata } from './metadataSchema.ts'
import { parseMetadata } from './parseMetadata.ts'
import type { SaharaBlock } from './saharaBlockSchema.ts'
import { toAgentCard } from './toAgentCard.ts'
import { toCodeMeta } from './toCodeMeta.ts'
import { toDataset } from './toDataset.ts'
import { toModelCard } from './toModelCard.ts'

/**
 * What a publisher says of an asset. Fields that are not named here are taken
 * into the document as they are: they belong to the standard of its kind, in
 * that standard's own spelling, such as `pipeline_tag` or `skills`.
 */
export type AssetDescription = {
  name: string
  description?: string | undefined
  keywords?: readonly string[] | undefined
  /** An SPDX id or a URL. */
  license?: string | undefined
  [field: string]: unknown
}

/** An encrypted blob of a version. */
export type DescribedBlob = {
  cid: string
  /** Bytes of the blob. */
  size: number
  /** SHA-256 of the blob as one file, in hex. */
  sha256: string
  /** The files of the version whose content it is; none for the manifest. */
  paths: readonly string[]
}

export type ToMetadataParameters = {
  description: AssetDescription
  sahara: SaharaBlock
  /** The blobs of the version, the manifest first. */
  blobs: readonly DescribedBlob[]
  publisher: Address
  chainId: number
  /** When, in milliseconds since the Unix epoch. */
  publishedAt: number
}

/** Fields that are not the publisher's to set. */
export const reserved = [
  '@context',
  '@id',
  '@type',
  'conformsTo',
  'datePublished',
  'distribution',
  'sahara',
]

/**
 * The metadata document of an asset version in the standard of its kind; see
 * specs/metadata.md. Names of files are in it only where the description's
 * `recordSet` speaks of them.
 *
 * @throws {SaharaError} `METADATA_INVALID`
 */
export function toMetadata(parameters: ToMetadataParameters): Metadata {
  const { description, sahara } = parameters
  const clash = reserved.find((field) => field in description)
  if (clash)
    throw new SaharaError(`The field ${clash} is not the publisher's to set.`, {
      code: 'METADATA_INVALID',
      hint: 'Leave it out of the description.',
    })
  const write = {
    dataset: toDataset,
    model: toModelCard,
    agent: toAgentCard,
    algorithm: toCodeMeta,
  }[sahara.kind]
  // What is undefined is not said, and does not displace a default.
  const told: AssetDescription = JSON.parse(JSON.stringify(description))
  const document = write({
    ...parameters,
    description: { description: '', ...told },
  })
  // As it will be read.
  return parseMetadata(JSON.stringify(document))
}
