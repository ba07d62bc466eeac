import { type AssetId, SaharaError, toAssetId } from '@sahara/protocol'
import { type SaharaClient, searchAssets } from '@sahara/sdk'
import { type Hex, isHex } from 'viem'
import { clean } from '../terminal/clean.ts'

/**
 * The asset that is meant by an id, in hexadecimal or decimal, or by the first
 * digits of one, which are looked up at the node.
 *
 * @throws {SaharaError} `INPUT_INVALID`, `ASSET_NOT_FOUND`, `NODE_UNREACHABLE`
 */
export async function resolveAsset(
  client: SaharaClient,
  text: string,
): Promise<AssetId> {
  const lower = text.toLowerCase()
  if (isId(lower)) return lower
  if (/^\d{20,78}$/.test(text)) return toAssetId(BigInt(text))
  if (!/^0x[0-9a-f]{4,63}$/.test(lower))
    throw new SaharaError(`${clean(text)} is no asset id.`, {
      code: 'INPUT_INVALID',
      hint: 'Give an id as `sahara search` shows it.',
    })
  const { items } = await searchAssets(client, { query: lower, limit: 100 })
  const found = items.filter(({ assetId }) => assetId.startsWith(lower))
  const [first, second] = found
  if (!first)
    throw new SaharaError(`No asset's id begins with ${lower}.`, {
      code: 'ASSET_NOT_FOUND',
      hint: 'See `sahara search`.',
    })
  if (second)
    throw new SaharaError(`Several ids begin with ${lower}.`, {
      code: 'INPUT_INVALID',
      hint: `Give more digits: ${found.map(({ assetId }) => assetId).join(' ')}`,
    })
  return first.assetId as AssetId
}

/** A whole id, of an asset or of an offer. */
export function isId(text: string): text is Hex {
  return isHex(text) && text.length === 66
}
