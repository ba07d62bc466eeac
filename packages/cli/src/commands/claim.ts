import type { AssetId } from '@sahara/protocol'
import {
  claim,
  distribute,
  explain,
  getEarnings,
  type SaharaClient,
  waitForNode,
} from '@sahara/sdk'
import type { Command } from 'commander'
import type { Address } from 'viem'
import { createContext } from '../context.ts'
import { resolveAsset } from '../inputs/resolveAsset.ts'
import { findDue, releaseDue } from '../operations/releaseDue.ts'
import { toExamples } from '../terminal/toExamples.ts'
import { toAmount } from '../terminal/words.ts'

/** `sahara claim`: releases, distributes, and moves what is due to the account. */
export function defineClaimCommand(command: Command): void {
  command
    .addHelpText('after', toExamples('claim', 'claim 0x3fa1b2c4d5'))
    .action(async (given: string[], _: unknown, command: Command) => {
      const { client, current, unlock, progress, print } =
        createContext(command)
      const { address } = await current()
      await waitForNode(client)
      const assetIds =
        given.length > 0
          ? await Promise.all(given.map((text) => resolveAsset(client, text)))
          : await ownAssets(client, address)
      const { account } = await unlock()
      const due = await findDue(client, { account: address, assetIds })
      await releaseDue(client, { account, due, onStep: progress.step })
      if (due.length > 0) await waitForNode(client)
      const sources = await undistributed(client, address, assetIds)
      for (const [index, assetId] of sources.entries()) {
        progress.step(`Distributing ${index + 1} of ${sources.length}`)
        await distribute(client, { account, assetId })
      }
      progress.step('Claiming')
      const { claimedWei } = await claim(client, { account, assetIds })
      const released = due.map(({ purchaseId }) => purchaseId)
      print({ claimedWei, assetIds, released, distributed: sources }, () => [
        claimedWei === 0n
          ? 'Nothing to claim: nothing was earned since the last time.'
          : `Claimed ${toAmount(claimedWei)}.`,
      ])
    })
}

async function ownAssets(
  client: SaharaClient,
  account: Address,
): Promise<AssetId[]> {
  const { assets } = await getEarnings(client, { account })
  return assets.map(({ assetId }) => assetId as AssetId)
}

/** Assets that hold money for these: they themselves, and descendants. */
async function undistributed(
  client: SaharaClient,
  account: Address,
  assetIds: readonly AssetId[],
): Promise<AssetId[]> {
  const { pending } = await explain(client, { account })
  const sources = pending
    .filter(({ assetId }) => assetIds.includes(assetId as AssetId))
    .map(({ from, assetId }) => (from ?? assetId) as AssetId)
  return [...new Set(sources)]
}
