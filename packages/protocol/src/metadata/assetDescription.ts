import type { Address } from 'viem'
import type { SaharaBlock } from './saharaBlockSchema.ts'

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

/** What a metadata document is made of. */
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
