import { z } from 'zod'
import { clashingPath, pathFault } from './pathFault.ts'

/** Files of one asset version at most. */
export const maxFiles = 99_999
/** A manifest in JSON at most. */
export const maxManifestBytes = 256 * 1024 * 1024

/** One file of an asset version, with the key that opens it. */
export const manifestFileSchema = z.strictObject({
  path: z.string().superRefine((path, context) => {
    const fault = pathFault(path)
    if (fault)
      context.addIssue({ code: 'custom', message: `The path ${fault}.` })
  }),
  /** Bytes of the plaintext. */
  size: z.int().min(0),
  /** SHA-256 of the plaintext, in hex. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  /** The age file that holds it. */
  cid: z.string().regex(/^b[a-z2-7]{58}$/),
  /** The age identity that opens the age file. */
  identity: z.string().regex(/^AGE-SECRET-KEY-1[02-9AC-HJ-NP-Z]{58}$/),
})

/** What the content key opens: every file of an asset version. */
export const manifestSchema = z.strictObject({
  schema: z.literal(1),
  files: z
    .array(manifestFileSchema)
    .max(maxFiles)
    .superRefine((files, context) => {
      const path = clashingPath(files.map((file) => file.path))
      if (path !== undefined)
        context.addIssue({ code: 'custom', message: 'Two paths clash.' })
    }),
})

export type ManifestFile = z.infer<typeof manifestFileSchema>
export type Manifest = z.infer<typeof manifestSchema>
