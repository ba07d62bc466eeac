import type { ToMetadataParameters } from './assetDescription.ts'

/** Licences Hugging Face knows by name; https://huggingface.co/docs/hub/repositories-licenses */
const known = new Set(
  `afl-3.0 agpl-3.0 apache-2.0 artistic-2.0 bigcode-openrail-m
  bigscience-bloom-rail-1.0 bigscience-openrail-m bsd bsd-2-clause bsd-3-clause
  bsd-3-clause-clear bsl-1.0 c-uda cc cc-by-2.0 cc-by-2.5 cc-by-3.0 cc-by-4.0
  cc-by-nc-2.0 cc-by-nc-3.0 cc-by-nc-4.0 cc-by-nc-nd-3.0 cc-by-nc-nd-4.0
  cc-by-nc-sa-2.0 cc-by-nc-sa-3.0 cc-by-nc-sa-4.0 cc-by-nd-4.0 cc-by-sa-3.0
  cc-by-sa-4.0 cc0-1.0 cdla-permissive-1.0 cdla-permissive-2.0 cdla-sharing-1.0
  creativeml-openrail-m ecl-2.0 epl-1.0 epl-2.0 etalab-2.0 eupl-1.1 eupl-1.2
  gemma gfdl gpl gpl-2.0 gpl-3.0 isc lgpl lgpl-2.1 lgpl-3.0 lgpl-lr llama2
  llama3 llama3.1 llama3.2 llama3.3 lppl-1.3c mit mpl-2.0 ms-pl ncsa odbl odc-by
  ofl-1.1 openrail openrail++ osl-3.0 pddl postgresql unlicense wtfpl zlib`.split(
    /\s+/,
  ),
)

/**
 * A model with the fields of a Hugging Face model card. A licence the Hub does
 * not know is `other` there, with its name or link beside it.
 */
export function toModelCard({
  description,
  sahara,
}: ToMetadataParameters): object {
  const { license, keywords, ...rest } = description
  return {
    ...licenceFields(license),
    tags: keywords,
    ...rest,
    sahara,
  }
}

function licenceFields(license: string | undefined): object {
  if (license === undefined) return {}
  const name = license.toLowerCase()
  if (known.has(name)) return { license: name }
  return URL.canParse(license)
    ? { license: 'other', license_link: license }
    : { license: 'other', license_name: license }
}
