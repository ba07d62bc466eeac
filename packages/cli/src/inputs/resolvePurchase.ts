import { SaharaError } from '@sahara/protocol'
import { listPurchases, type SaharaClient } from '@sahara/sdk'
import type { Hex } from 'viem'
import { clean } from '../terminal/clean.ts'
import { isId } from './resolveAsset.ts'

/**
 * The purchase that is meant by an id, or by the last digits of one, which are
 * looked up among the account's purchases with a refund window. The first ones
 * say nothing: an account's ids come in series.
 *
 * @throws {SaharaError} `INPUT_INVALID`, `PAYMENT_NOT_HELD`, `NODE_UNREACHABLE`
 */
export async function resolvePurchase(
  client: SaharaClient,
  account: string,
  text: string,
): Promise<Hex> {
  const lower = text.toLowerCase()
  if (isId(lower)) return lower
  if (!/^[0-9a-f]{4,63}$/.test(lower))
    throw new SaharaError(`${clean(text)} is no purchase id.`, {
      code: 'INPUT_INVALID',
      hint: 'Give an id as `sahara purchases` shows it.',
    })
  const found: string[] = []
  let cursor: string | undefined
  do {
    const page = await listPurchases(client, { account, cursor, limit: 100 })
    for (const { purchaseId, hold } of page.items)
      if (hold && purchaseId.endsWith(lower)) found.push(purchaseId)
    cursor = page.nextCursor ?? undefined
  } while (cursor)
  const [first, second] = found
  if (!first)
    throw new SaharaError(`No purchase's id ends with ${lower}.`, {
      code: 'PAYMENT_NOT_HELD',
      hint: 'See `sahara purchases`; only offers with a refund window hold payments.',
    })
  if (second)
    throw new SaharaError(`Several ids end with ${lower}.`, {
      code: 'INPUT_INVALID',
      hint: `Give more digits: ${found.join(' ')}`,
    })
  return first as Hex
}
