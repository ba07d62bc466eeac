import type { AssetId } from '@sahara/protocol'
import {
  explain,
  getEarnings,
  type SaharaClient,
  transferShares,
  waitForNode,
} from '@sahara/sdk'
import type { Command } from 'commander'
import type { Address } from 'viem'
import { createContext } from '../context.ts'
import { confirmAction } from '../inputs/confirmAction.ts'
import { parseShares } from '../inputs/parseShares.ts'
import { resolveAsset } from '../inputs/resolveAsset.ts'
import { resolveOwner } from '../inputs/resolveOwner.ts'
import { toExamples } from '../terminal/toExamples.ts'
import { toCount, toShortId } from '../terminal/words.ts'
import { toShareNotes } from '../views/toShareNotes.ts'

type Flags = { to: string; amount: number; yes?: boolean }

/** `sahara shares`: parts of an asset's income. */
export function defineSharesCommand(shares: Command): void {
  shares
    .command('transfer <asset>')
    .description('give revenue shares of yours away; `order sell` sells them')
    .requiredOption(
      '--to <who>',
      'an address, or @HANDLE: the owner of a Sahara ID',
    )
    .requiredOption(
      '--amount <count>',
      "of the asset's 10,000 shares",
      parseShares,
    )
    .option('-y, --yes', 'do not ask')
    .addHelpText(
      'after',
      toExamples(
        'shares transfer 0x3fa1b2c4d5 --to 0x70997970… --amount 500',
        'shares transfer 0x3fa1b2c4d5 --to @weather-archive --amount 500',
      ),
    )
    .action(async (text: string, flags: Flags, command: Command) => {
      const context = createContext(command)
      const { client, progress, print, note } = context
      const assetId = await resolveAsset(client, text)
      const to = await resolveOwner(client, flags.to)
      const { address } = await context.current()
      const held = await readHeld(client, { account: address, assetId })
      for (const line of toShareNotes({ ...held, amount: flags.amount }))
        note(line)
      await confirmAction(
        `Give ${toCount(flags.amount, 'share')} of ${toShortId(assetId)} to ${to}?`,
        flags,
      )
      const { account } = await context.unlock()
      progress.step('Transferring')
      const { transactionHash } = await transferShares(client, {
        ...{ account, assetId, to, shares: flags.amount },
      })
      print({ assetId, to, shares: flags.amount, transactionHash }, () => [
        `${to} got ${toCount(flags.amount, 'share')} of ${toShortId(assetId)}.`,
      ])
    })
}

/** What an account holds of an asset, and what was earned but waits. */
async function readHeld(
  client: SaharaClient,
  { account, assetId }: { account: Address; assetId: AssetId },
): Promise<{ held: number; waitingWei: bigint }> {
  await waitForNode(client)
  const [{ assets }, { pending }] = await Promise.all([
    getEarnings(client, { account }),
    explain(client, { account }),
  ])
  const own = assets.find((one) => one.assetId === assetId)
  return {
    held: own?.shares ?? 0,
    // The asset's own pot is distributed by the transfer itself.
    waitingWei: pending
      .filter((entry) => entry.assetId === assetId && entry.from)
      .reduce((sum, { amount }) => sum + BigInt(amount), 0n),
  }
}
