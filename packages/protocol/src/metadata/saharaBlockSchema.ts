import { z } from 'zod'
import { kinds, relations } from '../vocabulary.ts'

const hash = z.string().regex(/^0x[0-9a-f]{64}$/)
const address = z.string().regex(/^0x[0-9a-fA-F]{40}$/)
const cid = z.string().regex(/^b[a-z2-7]{58}$/)

/** What a keeper holds of a version, and how its key share is recognised. */
export const keyShareCommitmentSchema = z.strictObject({
  /** Number of the share, from 1. */
  index: z.int().min(1).max(255),
  keeper: address,
  epoch: z.int().min(0),
  /** Commitment of the share, see specs/key-shares.md. */
  hash,
})

/**
 * Sahara's block in an asset's metadata. Everything a buyer needs to fetch,
 * open and verify a version, bound to the chain by the metadata's own hash.
 * See specs/metadata.md.
 */
export const saharaBlockSchema = z.strictObject({
  schema: z.literal(1),
  kind: z.enum(kinds),
  assetId: hash,
  version: z.int().min(1),
  manifest: cid,
  /** All root CIDs of the version, the manifest included. */
  blobs: z.array(cid).max(100_000),
  size: z.int().min(0),
  files: z.int().min(0),
  threshold: z.int().min(1).max(255),
  keyCommitment: hash,
  keyShares: z.array(keyShareCommitmentSchema).min(1).max(255),
  /** The content key, encrypted to the owner (age, base64). */
  ownerKey: z.string().max(10_000),
  terms: z.string().max(100_000),
  preview: cid.optional(),
  parents: z
    .array(z.strictObject({ assetId: hash, relation: z.enum(relations) }))
    .max(16),
})

export type SaharaBlock = z.infer<typeof saharaBlockSchema>
