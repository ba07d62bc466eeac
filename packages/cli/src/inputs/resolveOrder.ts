import { SaharaError } from '@sahara/protocol'
import {
  type GetOrderReturnType,
  getOrder,
  listOrders,
  type SaharaClient,
} from '@sahara/sdk'
import { isId } from './resolveAsset.ts'

/**
 * The order that is meant by its hash, or by the first digits of one that is
 * open.
 *
 * @throws {SaharaError} `INPUT_INVALID`, `ORDER_NOT_FOUND`, `NODE_UNREACHABLE`
 */
export async function resolveOrder(
  client: SaharaClient,
  text: string,
): Promise<GetOrderReturnType> {
  const lower = text.toLowerCase()
  if (isId(lower)) return getOrder(client, { orderHash: lower })
  if (!/^0x[0-9a-f]{4,63}$/.test(lower))
    throw new SaharaError('This is no hash of an order.', {
      code: 'INPUT_INVALID',
      hint: 'Give one as `sahara order list` shows it.',
    })
  const found = new Set<string>()
  let cursor: string | undefined
  do {
    const page = await listOrders(client, { cursor, limit: 100 })
    for (const { orderHash } of page.items)
      if (orderHash.startsWith(lower)) found.add(orderHash)
    cursor = page.nextCursor ?? undefined
  } while (cursor)
  const [first, second] = found
  if (second)
    throw new SaharaError(`Several orders begin with ${lower}.`, {
      code: 'INPUT_INVALID',
      hint: `Give more digits: ${[...found].join(' ')}`,
    })
  if (first) return getOrder(client, { orderHash: first })
  throw new SaharaError(`No open order begins with ${lower}.`, {
    code: 'ORDER_NOT_FOUND',
    hint: 'See `sahara order list`; one that is over needs its whole hash.',
  })
}
