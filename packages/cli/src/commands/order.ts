import { SaharaError, type Side } from '@sahara/protocol'
import {
  cancelOrders,
  createOrder,
  listOrders,
  newOrderNonce,
  readEntry,
} from '@sahara/sdk'
import type { Command } from 'commander'
import { z } from 'zod'
import { createContext } from '../context.ts'
import { confirmAction } from '../inputs/confirmAction.ts'
import { parseAddress } from '../inputs/parseAddress.ts'
import { parseHours } from '../inputs/parseHours.ts'
import { parseMoney } from '../inputs/parseMoney.ts'
import { parseShares } from '../inputs/parseShares.ts'
import { resolveAsset } from '../inputs/resolveAsset.ts'
import { resolveOrder } from '../inputs/resolveOrder.ts'
import { toExamples } from '../terminal/toExamples.ts'
import { toAmount, toDay, toShortId } from '../terminal/words.ts'
import { toOrderLines } from '../views/toOrderLines.ts'

const pendingSchema = z.strictObject({
  nonce: z
    .string()
    .regex(/^[0-9]{1,78}$/)
    .transform(BigInt),
  expiry: z.int().min(0),
})

type MakeFlags = { shares?: number; for: string; yes?: boolean }
type ListFlags = { maker?: string; side?: string; cursor?: string }

/**
 * `sahara order`: offers to trade an asset or shares of its revenue. One that
 * was interrupted and is made again is the same.
 */
export function defineOrderCommand(order: Command): void {
  addMakeCommand(order, 'sell', 'sell an asset, or shares of its revenue')
  addMakeCommand(order, 'bid', 'offer a price for an asset, or for shares')
  order
    .command('list [asset]')
    .description('open orders, best price first')
    .option('--maker <address>', 'of one account')
    .option('--side <side>', 'sell or bid')
    .option('--cursor <cursor>', 'from the page before')
    .addHelpText('after', toExamples('order list 0x3fa1b2c4d5'))
    .action(
      async (text: string | undefined, flags: ListFlags, command: Command) => {
        const { client, print } = createContext(command)
        const page = await listOrders(client, {
          assetId: text ? await resolveAsset(client, text) : undefined,
          maker: flags.maker ? parseAddress(flags.maker) : undefined,
          side: parseSide(flags.side),
          cursor: flags.cursor,
        })
        print(page, () => toOrderLines(page))
      },
    )
  order
    .command('cancel [orders...]')
    .description('end orders of yours for good')
    .option('--all', 'every one signed so far')
    .option('-y, --yes', 'do not ask')
    .addHelpText(
      'after',
      toExamples('order cancel 0x9b1c22ae04', 'order cancel --all'),
    )
    .action(
      async (
        texts: string[],
        flags: { all?: boolean; yes?: boolean },
        command: Command,
      ) => {
        const { client, unlock, progress, print } = createContext(command)
        if ((texts.length === 0) !== (flags.all ?? false))
          throw new SaharaError('It is not clear which orders.', {
            code: 'INPUT_INVALID',
            hint: 'Name some, or give --all.',
          })
        const orders = await Promise.all(
          texts.map((text) => resolveOrder(client, text)),
        )
        await confirmAction('Cancel for good?', flags)
        const { account } = await unlock()
        progress.step('Cancelling')
        const { transactionHash } = await cancelOrders(client, {
          account,
          nonces: flags.all ? 'all' : orders.map((one) => one.order.nonce),
        })
        print({ transactionHash }, () => ['Cancelled.'])
      },
    )
}

function addMakeCommand(order: Command, side: Side, description: string): void {
  order
    .command(`${side} <asset> <price>`)
    .description(description)
    .option('--shares <count>', 'of 10,000; the price is of each', parseShares)
    .option('--for <duration>', 'how long it holds, 180d at most', '30d')
    .option('-y, --yes', 'do not ask')
    .addHelpText(
      'after',
      toExamples(
        `order ${side} 0x3fa1b2c4d5 2500`,
        `order ${side} 0x3fa1b2c4d5 0.75 --shares 500 --for 7d`,
      ),
    )
    .action(
      async (
        text: string,
        price: string,
        flags: MakeFlags,
        command: Command,
      ) => {
        const context = createContext(command)
        const { client, progress, print, note } = context
        const priceEachWei = parseMoney(price)
        const hours = parseHours(flags.for)
        const amount = flags.shares ?? 1
        const item = flags.shares === undefined ? 'ownership' : 'shares'
        const assetId = await resolveAsset(client, text)
        const { address: maker } = await context.current()
        const terms = [side, item, assetId, amount, priceEachWei, hours]
        const key = `cli:order:${maker}:${terms.join(':')}`
        const now = Math.floor(client.clock.now() / 1_000)
        const pending = await readEntry(client.journal, key, pendingSchema)
        const isPending = pending !== undefined && pending.expiry > now
        const expiry = isPending ? pending.expiry : now + hours * 3_600
        note(
          `${item === 'shares' ? `${amount} shares` : 'Ownership'} of ${toShortId(assetId)} for ${toAmount(priceEachWei * BigInt(amount))}, until ${toDay(expiry)}.`,
        )
        await confirmAction('Anyone may fill it until then. Sign it?', flags)
        const { account } = await context.unlock()
        // Named before it is signed: who runs it again until it ends has one.
        const nonce = isPending
          ? pending.nonce
          : await newOrderNonce(client, { maker })
        await client.journal.set(
          key,
          JSON.stringify({ nonce: String(nonce), expiry }),
        )
        progress.step('Signing the order')
        const made = await createOrder(client, {
          ...{ account, side, item, assetId, amount, priceEachWei },
          ...{ expiry, nonce },
        })
        print(made, () => [
          `Order ${made.orderHash}`,
          `End it: sahara order cancel ${toShortId(made.orderHash)}`,
        ])
        // Only now: who was not told must not have two of them.
        await client.journal.delete(key)
      },
    )
}

function parseSide(text: string | undefined): Side | undefined {
  if (text === undefined || text === 'sell' || text === 'bid') return text
  throw new SaharaError(`${text} is no side.`, {
    code: 'INPUT_INVALID',
    hint: 'Give sell or bid.',
  })
}
