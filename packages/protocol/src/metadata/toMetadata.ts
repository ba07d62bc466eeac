import { SaharaError } from '../errors.ts'
import type {
  AssetDescription,
  ToMetadataParameters,
} from './assetDescription.ts'
import type { Metadata } from './metadataSchema.ts'
import { parseMetadata } from './parseMetadata.ts'
import { toAgentCard } from './toAgentCard.ts'
import { toCodeMeta } from './toCodeMeta.ts'
import { toDataset } from './toDataset.ts'
import { toModelCard } from './toModelCard.ts'

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
