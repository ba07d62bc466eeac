import { type AssetId, SaharaError } from '@sahara/protocol'
import {
  claim,
  claimTreasury,
  distribute,
  explain,
  getEarnings,
  type SaharaClient,
  waitForNode,
} from '@sahara/sdk'
import type { Command } from 'commander'
import type { Address } from 'viem'
import { type Context, createContext } from '../context.ts'
import { resolveAsset } from '../inputs/resolveAsset.ts'
import {
  type CollectedRoyalties,
  collectRoyalties,
  type RoyaltySource,
} from '../operations/collectRoyalties.ts'
import { findDue, releaseDue } from '../operations/releaseDue.ts'
import { toExamples } from '../terminal/toExamples.ts'
import { toAmount, toCount } from '../terminal/words.ts'

type Flags = { treasury?: boolean; dust?: boolean }

/** `sahara claim`: releases, distributes, and moves what is due to the account. */
export function defineClaimCommand(command: Command): void {
  command
    .option(
      '--treasury',
      "bring the DAO's treasury its fees and forfeited stakes instead",
    )
    .option('--dust', 'collect also what is worth less than its gas')
    .addHelpText(
      'after',
      toExamples('claim', 'claim 0x3fa1b2c4d5', 'claim --treasury'),
    )
    .action(async (given: string[], flags: Flags, command: Command) => {
      const context = createContext(command)
      if (!flags.treasury) return claimIncome(context, given, flags)
      if (given.length === 0) return claimFees(context)
      throw new SaharaError('The treasury has no assets to name.', {
        code: 'INPUT_INVALID',
        hint: 'Give either assets or --treasury.',
      })
    })
}

async function claimFees({ unlock, client, progress, print }: Context) {
  const { account } = await unlock()
  progress.step('Claiming for the treasury')
  const claimed = await claimTreasury(client, { account })
  const { feesWei, forfeitedWei } = claimed
  print(claimed, () => [
    feesWei + forfeitedWei === 0n
      ? 'Nothing to claim: the treasury is owed nothing.'
      : `The treasury got ${toAmount(feesWei)} of fees and ${toAmount(forfeitedWei)} of forfeited stakes.`,
  ])
}

async function claimIncome(
  { client, current, unlock, progress, print }: Context,
  given: readonly string[],
  flags: Flags,
): Promise<void> {
  const { address } = await current()
  await waitForNode(client)
  const own = await ownAssets(client, address)
  const assetIds =
    given.length > 0
      ? await Promise.all(given.map((text) => resolveAsset(client, text)))
      : own.map(({ assetId }) => assetId)
  const { account } = await unlock()
  const royalties = await collectRoyalties(client, {
    account,
    sources: own.filter(({ assetId }) => assetIds.includes(assetId)),
    isAll: flags.dust ?? false,
    onStep: progress.step,
  })
  const due = await findDue(client, { account: address, assetIds })
  await releaseDue(client, { account, due, onStep: progress.step })
  if (due.length > 0 || royalties.releasedWei > 0n) await waitForNode(client)
  const sources = await undistributed(client, address, assetIds)
  for (const [index, assetId] of sources.entries()) {
    progress.step(`Distributing ${index + 1} of ${sources.length}`)
    await distribute(client, { account, assetId })
  }
  progress.step('Claiming')
  const { claimedWei } = await claim(client, { account, assetIds })
  const released = due.map(({ purchaseId }) => purchaseId)
  print(
    {
      ...{ claimedWei, assetIds, released, distributed: sources },
      ...{ royaltiesWei: royalties.releasedWei, left: royalties.left },
    },
    () => [
      claimedWei === 0n
        ? 'Nothing to claim: nothing was earned since the last time.'
        : `Claimed ${toAmount(claimedWei)}.`,
      ...toLeftLines(royalties),
    ],
  )
}

function toLeftLines({ left }: CollectedRoyalties): string[] {
  if (left.length === 0) return []
  const sum = left.reduce((all, { amountWei }) => all + amountWei, 0n)
  return [
    `Left ${toAmount(sum)} of resale royalties of ${toCount(left.length, 'asset')}: your part is worth less than the gas. --dust collects it all the same.`,
  ]
}

async function ownAssets(
  client: SaharaClient,
  account: Address,
): Promise<RoyaltySource[]> {
  const { assets } = await getEarnings(client, { account })
  return assets.map(({ assetId, shares }) => ({
    assetId: assetId as AssetId,
    shares,
  }))
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
