import type { AssetDescription } from './assetDescription.ts'
import type { Metadata } from './metadataSchema.ts'
import { summaryOf } from './summaryOf.ts'
import { reserved } from './toMetadata.ts'

/** How model cards spell what `toModelCard` writes anew. */
const modelCardFields = ['license', 'license_name', 'license_link', 'tags']

/**
 * What a publisher said of a version, for the next one. What is written anew
 * for each version is left out, and so are the record sets, since they speak
 * of files that may have changed.
 */
export function toDescription(metadata: Metadata): AssetDescription {
  const { sahara, name, license_link: link } = metadata
  const isModel = sahara.kind === 'model'
  const { keywords, license } = summaryOf(metadata)
  const kept = Object.entries(metadata).filter(
    ([field, value]) =>
      !reserved.includes(field) &&
      field !== 'recordSet' &&
      !(field === 'version' && value === `${sahara.version}.0.0`) &&
      !(isModel && modelCardFields.includes(field)),
  )
  return {
    ...Object.fromEntries(kept),
    name,
    ...(isModel && keywords.length > 0 ? { keywords } : {}),
    ...(isModel && license !== null
      ? { license: typeof link === 'string' ? link : license }
      : {}),
  }
}
