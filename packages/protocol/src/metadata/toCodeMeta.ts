import type { ToMetadataParameters } from './assetDescription.ts'
import { saharaTerm } from './croissantContext.ts'
import { toDate } from './toDate.ts'

/** An algorithm as software by CodeMeta 3.0 (schema.org in JSON-LD). */
export function toCodeMeta({
  description,
  sahara,
  publishedAt,
}: ToMetadataParameters): object {
  return {
    '@context': ['https://w3id.org/codemeta/3.0', { sahara: saharaTerm }],
    '@type': 'SoftwareSourceCode',
    version: `${sahara.version}.0.0`,
    ...description,
    datePublished: toDate(publishedAt),
    sahara,
  }
}
