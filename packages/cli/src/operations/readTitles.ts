import { getAsset, type SaharaClient } from '@sahara/sdk'

/**
 * What assets are called, by their ids. One that the node does not know has no
 * title: it goes without.
 */
export async function readTitles(
  client: SaharaClient,
  assetIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const titles = new Map<string, string>()
  for (const assetId of new Set(assetIds)) {
    const asset = await getAsset(client, { assetId }).catch(() => undefined)
    if (asset && asset.title !== assetId) titles.set(assetId, asset.title)
  }
  return titles
}
