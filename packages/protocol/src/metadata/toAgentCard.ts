import type { ToMetadataParameters } from './assetDescription.ts'

/**
 * An agent as the card of A2A 1.0. An agent that runs nowhere yet has no
 * interfaces; `license` and `keywords` are members its readers ignore.
 */
export function toAgentCard({
  description,
  sahara,
}: ToMetadataParameters): object {
  return {
    version: `${sahara.version}.0.0`,
    supportedInterfaces: [],
    capabilities: {},
    defaultInputModes: ['text/plain'],
    defaultOutputModes: ['text/plain'],
    skills: [],
    ...description,
    sahara,
  }
}
