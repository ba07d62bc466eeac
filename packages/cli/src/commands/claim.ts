import { SaharaError } from '@sahara/protocol'
import { claim, distribute, getTotals } from '@sahara/sdk'
import type { Command } from 'commander'
import { formatEther, isHex } from 'viem'
import { createContext } from '../context.ts'

/** `sahara claim`: distributes assets and moves what is due to the account. */
export function addClaimCommand(program: Command): void {
  program
    .command('claim <asset...>')
    .description('distribute assets and collect what is yours')
    .action(async (assets: string[], _: unknown, command: Command) => {
      const assetIds = assets.map((asset) => {
        if (isHex(asset) && asset.length === 66) return asset
        throw new SaharaError('An asset id has the wrong form.', {
          code: 'INPUT_INVALID',
          hint: 'It is 0x and 64 hexadecimal digits.',
        })
      })
      const context = createContext(command)
      const { account } = await context.unlock()
      for (const assetId of assetIds) {
        const { undistributedWei } = await getTotals(context.client, {
          assetId,
        })
        if (undistributedWei > 0n)
          await distribute(context.client, { account, assetId })
      }
      const result = await claim(context.client, { account, assetIds })
      context.print(result, () => [
        `Claimed ${formatEther(result.claimedWei)} SAHARA.`,
      ])
    })
}
