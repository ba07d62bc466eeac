import { randomBytes } from 'node:crypto'
import { SaharaError } from '@sahara/protocol'
import { fillOrder, type GetOrderReturnType, readEntry } from '@sahara/sdk'
import type { Command } from 'commander'
import { bytesToHex, type Hex, isHex } from 'viem'
import { z } from 'zod'
import { createContext } from '../context.ts'
import { confirmAction } from '../inputs/confirmAction.ts'
import { parseShares } from '../inputs/parseShares.ts'
import { resolveOrder } from '../inputs/resolveOrder.ts'
import { toExamples } from '../terminal/toExamples.ts'
import { toAmount, toShortId } from '../terminal/words.ts'

const pendingSchema = z.strictObject({
  fillId: z.custom<Hex>((value) => isHex(value)),
  amount: z.int().min(1),
})

type FillFlags = { shares?: number; yes?: boolean; dryRun?: boolean }

/** `sahara fill`: interrupted and run again, it ends the same trade. */
export function defineFillCommand(command: Command): void {
  command
    .option('--shares <count>', 'all that are left, unless told', parseShares)
    .option('-y, --yes', 'do not ask')
    .option('--dry-run', 'show what it costs and trade nothing')
    .addHelpText(
      'after',
      toExamples(
        'fill 0x9b1c22ae04 --dry-run',
        'fill 0x9b1c22ae04 --shares 10',
      ),
    )
    .action(async (text: string, flags: FillFlags, command: Command) => {
      const context = createContext(command)
      const { client, progress, print, note } = context
      const found = await resolveOrder(client, text)
      const { order, orderHash, signature } = found
      const { address } = await context.current()
      const key = `cli:fill:${address}:${orderHash}`
      const pending = await readEntry(client.journal, key, pendingSchema)
      const amount = flags.shares ?? pending?.amount ?? found.left
      if (amount === 0) throw nothingLeft(found.status)
      const priceWei = order.priceEachWei * BigInt(amount)
      if (flags.dryRun) {
        print({ ...found, amount, priceWei }, () => [toTerms(found, amount)])
        return
      }
      note(toTerms(found, amount))
      await confirmAction('Trade?', flags)
      const { account } = await context.unlock()
      // Named before money moves: who runs an interrupted trade again until it
      // ends trades once.
      const fill =
        pending?.amount === amount
          ? pending
          : { fillId: bytesToHex(randomBytes(32)), amount }
      await client.journal.set(key, JSON.stringify(fill))
      progress.step('Trading')
      const trade = await fillOrder(client, {
        ...{ account, order, signature, amount, fillId: fill.fillId },
      })
      print({ orderHash, ...trade }, () => [
        order.side === 'sell'
          ? `Bought for ${toAmount(trade.priceWei)}.`
          : `Sold for ${toAmount(trade.priceWei - trade.feeWei - trade.royaltyWei)} after fee and royalty.`,
      ])
      // Only now: who was not told must not trade twice.
      await client.journal.delete(key)
    })
}

function toTerms(found: GetOrderReturnType, amount: number): string {
  const { order, left } = found
  const what =
    order.item === 'shares' ? `${amount} of ${left} shares` : 'ownership'
  const total = toAmount(order.priceEachWei * BigInt(amount))
  return order.side === 'sell'
    ? `You buy ${what} of ${toShortId(order.assetId)} from ${order.maker} for ${total}.`
    : `You sell ${what} of ${toShortId(order.assetId)} to ${order.maker} for ${total}, less fee and royalty.`
}

function nothingLeft(status: GetOrderReturnType['status']): SaharaError {
  return new SaharaError(
    status === 'open'
      ? 'The maker cannot keep the order now.'
      : `The order is ${status}.`,
    { code: 'ORDER_INVALID', hint: 'Choose another: `sahara order list`.' },
  )
}
