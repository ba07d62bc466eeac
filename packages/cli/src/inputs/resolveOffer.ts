import { offerIdOf, SaharaError } from '@sahara/protocol'
import { getAsset, getOffer, type SaharaClient } from '@sahara/sdk'
import type { Hex } from 'viem'
import { toShortId } from '../terminal/words.ts'
import { isId, resolveAsset } from './resolveAsset.ts'

/**
 * The offer that is meant by `ASSET/NUMBER`, by the id of an offer, or by an
 * asset that has but one open offer. Ids of assets and of offers look alike:
 * one that stands alone is an offer's if the chain has such an offer.
 *
 * @throws {SaharaError} `INPUT_INVALID`, `ASSET_NOT_FOUND`,
 * `LICENCE_OFFER_NOT_FOUND`, `NODE_UNREACHABLE`, `CHAIN_UNREACHABLE`
 */
export async function resolveOffer(
  client: SaharaClient,
  text: string,
): Promise<Hex> {
  const [asset = '', number, more] = text.split('/')
  if (number !== undefined) {
    const isNumber = /^\d{1,5}$/.test(number) && Number(number) < 65_535
    if (more !== undefined || !isNumber)
      throw new SaharaError(`${text} names no offer.`, {
        code: 'INPUT_INVALID',
        hint: 'Write ASSET/NUMBER, as `sahara show ASSET` lists them.',
      })
    return offerIdOf({
      assetId: await resolveAsset(client, asset),
      index: Number(number),
    })
  }
  if (isId(asset) && (await exists(client, asset))) return asset
  const assetId = await resolveAsset(client, asset)
  const { offers } = await getAsset(client, { assetId })
  const open = offers.filter(({ closed }) => !closed)
  const [only] = open
  if (only && open.length === 1) return only.offerId as Hex
  throw new SaharaError(
    only ? 'The asset has several offers.' : 'The asset has no open offer.',
    {
      code: only ? 'INPUT_INVALID' : 'LICENCE_OFFER_NOT_FOUND',
      hint: `See \`sahara show ${toShortId(assetId)}\`${only ? `, and name one: ${open.map(({ index }) => `${toShortId(assetId)}/${index}`).join(' ')}` : ''}.`,
    },
  )
}

async function exists(client: SaharaClient, offerId: Hex): Promise<boolean> {
  try {
    await getOffer(client, { offerId })
    return true
  } catch (error) {
    if (
      SaharaError.isInstance(error) &&
      error.code === 'LICENCE_OFFER_NOT_FOUND'
    )
      return false
    throw error
  }
}
