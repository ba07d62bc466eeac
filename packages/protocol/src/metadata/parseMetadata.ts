import { z } from 'zod'
import { SaharaError } from '../errors.ts'
import { type Kind, kinds } from '../vocabulary.ts'
import {
  agentSchema,
  algorithmSchema,
  datasetSchema,
  type Metadata,
  modelSchema,
} from './metadataSchema.ts'

const schemas = {
  dataset: datasetSchema,
  model: modelSchema,
  agent: agentSchema,
  algorithm: algorithmSchema,
} as const satisfies Record<Kind, z.ZodType>

const maxHint = 1_000

const kindSchema = z.looseObject({
  sahara: z.looseObject({ kind: z.enum(kinds) }),
})

/**
 * Checks a metadata document against the schema of its kind.
 *
 * @param value the parsed JSON, or its text or bytes in UTF-8
 * @param of what it must speak of, since a publisher can name any hash on chain
 * @throws {SaharaError} `METADATA_INVALID`
 */
export function parseMetadata(
  value: unknown,
  of?: { assetId: string; version: number },
): Metadata {
  const metadata = parse(value)
  const { assetId, version } = metadata.sahara
  if (of && (assetId !== of.assetId.toLowerCase() || version !== of.version))
    throw new SaharaError('The metadata is that of another asset or version.', {
      code: 'METADATA_INVALID',
      hint: 'Its publisher named a wrong document on chain; nothing can be opened by it.',
      details: of,
    })
  return metadata
}

function parse(value: unknown): Metadata {
  try {
    const json =
      typeof value === 'string' || value instanceof Uint8Array
        ? JSON.parse(typeof value === 'string' ? value : decode(value))
        : value
    return schemas[kindSchema.parse(json).sahara.kind].parse(json)
  } catch (cause) {
    throw new SaharaError('The metadata does not match its schema.', {
      code: 'METADATA_INVALID',
      hint:
        cause instanceof z.ZodError
          ? z.prettifyError(cause).slice(0, maxHint)
          : 'It is no JSON document; see specs/metadata.md.',
      cause,
    })
  }
}

function decode(bytes: Uint8Array): string {
  return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
}
