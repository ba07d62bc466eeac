import { z } from 'zod'
import type { Kind } from '../vocabulary.ts'
import { saharaBlockSchema } from './saharaBlockSchema.ts'

const text = z.string().max(2_000)
const texts = z.union([text, z.array(text).max(50)])
const id = z.string().min(1).max(2_000)

/** What a document of any kind has, whatever its standard. */
const common = {
  name: z.string().min(1).max(200),
  description: z.string().max(20_000),
}

const blockOf = <K extends Kind>(kind: K) =>
  saharaBlockSchema.extend({ kind: z.literal(kind) })

/** A file by itself, or within another when `containedIn` is there. */
const fileObjectSchema = z
  .looseObject({
    '@type': z.literal('cr:FileObject'),
    '@id': id,
    name: z.string().max(2_000),
    encodingFormat: texts,
    contentUrl: z.string().max(2_000).optional(),
    contentSize: z.string().max(100).optional(),
    sha256: z
      .string()
      .regex(/^[0-9a-f]{64}$/)
      .optional(),
    containedIn: z.looseObject({ '@id': id }).optional(),
  })
  .refine((file) => file.containedIn || (file.contentUrl && file.sha256), {
    error: 'A file needs contentUrl and sha256, or containedIn.',
  })

const fileSetSchema = z.looseObject({
  '@type': z.literal('cr:FileSet'),
  '@id': id,
  encodingFormat: texts,
  includes: texts,
})

/** MLCommons Croissant, with our block. */
export const datasetSchema = z
  .looseObject({
    '@context': z.looseObject({
      '@vocab': z.literal('https://schema.org/'),
      cr: z.literal('http://mlcommons.org/croissant/'),
    }),
    '@type': z.literal('sc:Dataset'),
    conformsTo: z.union([
      z.string().regex(/^http:\/\/mlcommons\.org\/croissant\/1\.\d+$/),
      z.array(z.string().max(200)).max(10),
    ]),
    ...common,
    license: texts.optional(),
    keywords: texts.optional(),
    datePublished: z.string().max(40),
    version: z.string().max(40),
    distribution: z.array(z.union([fileObjectSchema, fileSetSchema])),
    recordSet: z.array(z.looseObject({ '@id': id })).optional(),
    sahara: blockOf('dataset'),
  })
  .superRefine(({ distribution, sahara }, context) => {
    const blobs = new Set(sahara.blobs)
    for (const [index, file] of distribution.entries()) {
      const url = String(file.contentUrl ?? '')
      if (url.startsWith('ipfs://') && !blobs.has(url.slice(7)))
        context.addIssue({
          code: 'custom',
          path: ['distribution', index, 'contentUrl'],
          message: 'It is not among the blobs of the version.',
        })
    }
  })

/** The fields of a Hugging Face model card, with our block. */
export const modelSchema = z.looseObject({
  ...common,
  license: z.string().max(200).optional(),
  license_name: z.string().max(200).optional(),
  license_link: z.string().max(2_000).optional(),
  tags: z.array(z.string().max(200)).max(50).optional(),
  language: texts.optional(),
  library_name: z.string().max(200).optional(),
  pipeline_tag: z.string().max(200).optional(),
  base_model: texts.optional(),
  datasets: texts.optional(),
  metrics: texts.optional(),
  sahara: blockOf('model'),
})

/** The agent card of A2A 1.0, with our block. */
export const agentSchema = z.looseObject({
  ...common,
  version: z.string().min(1).max(100),
  supportedInterfaces: z.array(
    z.looseObject({
      url: z.string().max(2_000),
      protocolBinding: z.string().max(200),
      protocolVersion: z.string().max(40),
    }),
  ),
  capabilities: z.looseObject({}),
  defaultInputModes: z.array(z.string().max(200)),
  defaultOutputModes: z.array(z.string().max(200)),
  skills: z.array(
    z.looseObject({
      id: z.string().min(1).max(200),
      name: z.string().max(200),
      description: z.string().max(20_000),
      tags: z.array(z.string().max(100)),
    }),
  ),
  license: z.string().max(200).optional(),
  keywords: z.array(z.string().max(200)).max(50).optional(),
  sahara: blockOf('agent'),
})

/** Software by CodeMeta 3.0, with our block. */
export const algorithmSchema = z.looseObject({
  '@context': z
    .array(z.unknown())
    .refine(
      (contexts) => contexts.includes('https://w3id.org/codemeta/3.0'),
      'The context of CodeMeta is missing.',
    ),
  '@type': z.literal('SoftwareSourceCode'),
  ...common,
  license: z.string().max(200).optional(),
  keywords: texts.optional(),
  datePublished: z.string().max(40),
  version: z.string().max(40),
  sahara: blockOf('algorithm'),
})

/** The document of an asset version, by the standard of its kind. */
export const metadataSchema = z.union([
  datasetSchema,
  modelSchema,
  agentSchema,
  algorithmSchema,
])

export type Metadata = z.infer<typeof metadataSchema>
