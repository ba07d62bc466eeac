import { SaharaError } from '@sahara/protocol'
import { listKeepers, nameSuccessor } from '@sahara/sdk'
import type { Command } from 'commander'
import { isAddressEqual } from 'viem'
import { createContext } from '../../context.ts'
import { confirmAction } from '../../inputs/confirmAction.ts'
import { parseAddress } from '../../inputs/parseAddress.ts'
import { toExamples } from '../../terminal/toExamples.ts'
import { toCount, toShortId } from '../../terminal/words.ts'
import { keeperFolder } from './keeperFolder.ts'

/** `sahara keeper hand-over`: a keeper's key shares go to another. */
export function addHandOverCommand(keeper: Command): void {
  keeper
    .command('hand-over <successor>')
    .description('give the key shares of a keeper of yours to another keeper')
    .option('--data <folder>', 'of the keeper that leaves', keeperFolder)
    .option('-y, --yes', 'do not ask')
    .addHelpText(
      'after',
      toExamples('keeper hand-over 0x70997970… --data ~/.sahara/keeper'),
    )
    .action(
      async (
        text: string,
        flags: { data: string; yes?: boolean },
        command: Command,
      ) => {
        const { client, progress, print } = createContext(command)
        const address = parseAddress(text)
        const keepers = await listKeepers(client)
        const successor = keepers.find((one) =>
          isAddressEqual(one.address, address),
        )
        if (!successor)
          throw new SaharaError('The successor is no keeper on the list.', {
            code: 'KEEPER_NOT_REGISTERED',
            hint: 'See `sahara keeper list`.',
            details: { address },
          })
        await confirmAction(
          `Name ${address} the successor on chain, and give it all key shares?`,
          flags,
        )
        const { handOverKeyShares, openIdentity } = await import(
          '@sahara/node/keeper'
        )
        const chainId = await client.chain.getChainId()
        const { account } = await openIdentity(flags.data, chainId)
        progress.step('Naming the successor')
        await nameSuccessor(client, { account, successor: address })
        progress.step('Handing over')
        const { handed, faults } = await handOverKeyShares(client, {
          ...{ dataDir: flags.data, successor },
        })
        print(
          { keeper: account.address, successor: address, handed, faults },
          () => [
            `${address} signed for ${toCount(handed, 'key share')}. The receipts lie in handovers.jsonl.`,
            ...faults.map(
              ({ assetId, version, error }) =>
                `Not version ${version} of ${toShortId(assetId)}: ${error.code}.`,
            ),
            `Next: sahara keeper leave --data ${flags.data}`,
          ],
        )
      },
    )
}
