import { z } from '@hono/zod-openapi'

const limit = z.coerce.number().int().min(1).max(100).default(20)

const cursorOf = (form: RegExp) =>
  z.string().regex(form).optional().describe('nextCursor of the page before.')

/** Pages of what has a place on chain. */
export const pageParameters = {
  cursor: cursorOf(/^[0-9]{1,15}-[0-9]{1,9}$/),
  limit,
}

/** What those pages begin after, of (block, log_index), newest first. */
export const placeBefore = (cursor: string | undefined): string[] =>
  cursor?.split('-') ?? [String(2 ** 52), '0']

/** The cursor of a row in those pages. */
export const placeOf = (row: { block: number; log_index: number }): string =>
  `${row.block}-${row.log_index}`

/** Pages of what is told by an id or an address. */
export const idPageParameters = {
  cursor: cursorOf(/^0x[0-9a-f]{1,64}$/),
  limit,
}

/** Pages of what is told by a number of its own. */
export const serialPageParameters = {
  cursor: cursorOf(/^[0-9]{1,15}$/),
  limit,
}

/**
 * A page and the cursor of the next.
 *
 * @param rows one more than the limit, if there are as many
 */
export function pageOf<Row>(
  rows: readonly Row[],
  limit: number,
  cursorOf: (row: Row) => string,
): { items: Row[]; nextCursor: string | null } {
  const items = rows.slice(0, limit)
  const last = items.at(-1)
  return {
    items,
    nextCursor: rows.length > limit && last ? cursorOf(last) : null,
  }
}
