import { requestFunds } from '@sahara/sdk'
import type { Command } from 'commander'
import { formatEther } from 'viem'
import { createContext } from '../../context.ts'
import { parseAddress } from '../../inputs/parseAddress.ts'
import { toExamples } from '../../terminal/toExamples.ts'
import { toAmount } from '../../terminal/words.ts'

/** `sahara id fund`: play money from a local chain's faucet. */
export function addIdFundCommand(id: Command): void {
  id.command('fund [address]')
    .description("ask a local chain's faucet for SAHARA and gas")
    .addHelpText('after', toExamples('id fund'))
    .action(async (given: string | undefined, _: unknown, command: Command) => {
      const { client, current, progress, print } = createContext(command)
      const address = given ? parseAddress(given) : (await current()).address
      progress.step('Asking the faucet')
      const funds = await requestFunds(client, { account: address })
      print({ address, ...funds }, () => [
        `${address} got ${toAmount(funds.balanceWei)}, and ${formatEther(funds.gasWei)} for gas.`,
      ])
    })
}
