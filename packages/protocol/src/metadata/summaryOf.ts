import type { Metadata } from './metadataSchema.ts'

/** What the standards of all kinds have in common. */
export type MetadataSummary = {
  name: string
  description: string
  keywords: string[]
  license: string | null
}

/** What lists show of an asset, wherever its standard keeps it. */
export function summaryOf(metadata: Metadata): MetadataSummary {
  const { name, description, license, license_name, keywords, tags } = metadata
  const named =
    license === 'other' && license_name !== undefined ? license_name : license
  return {
    name,
    description,
    keywords: textsOf(keywords ?? tags),
    license: textsOf(named)[0] ?? null,
  }
}

function textsOf(value: unknown): string[] {
  const list = Array.isArray(value) ? value : [value]
  return list.filter((text) => typeof text === 'string')
}
