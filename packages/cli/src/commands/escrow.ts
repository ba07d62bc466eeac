import { SaharaError } from '@sahara/protocol'
import {
  type Deposit,
  reclaimDeposit,
  waitForNode,
  withdrawEscrow,
} from '@sahara/sdk'
import type { Command } from 'commander'
import type { LocalAccount } from 'viem'
import { type Context, createContext } from '../context.ts'
import { confirmAction } from '../inputs/confirmAction.ts'
import { parseAddress } from '../inputs/parseAddress.ts'
import { resolveDeposits } from '../inputs/resolveDeposits.ts'
import {
  listAllDeposits,
  reclaimableOf,
} from '../operations/listAllDeposits.ts'
import { toExamples } from '../terminal/toExamples.ts'
import { toAmount } from '../terminal/words.ts'
import { toDepositLines, toPurpose } from '../views/toDepositLines.ts'

type ReclaimFlags = { all?: boolean; data?: string; yes?: boolean }

/** `sahara escrow`: what was put aside, and the ways to have it back. */
export function defineEscrowCommand(escrow: Command): void {
  escrow
    .command('list [address]')
    .description('what is put aside for an account, and what is free of it')
    .addHelpText('after', toExamples('escrow list', 'escrow list 0x70997970…'))
    .action(async (given: string | undefined, _: unknown, command: Command) => {
      const { client, current, print } = createContext(command)
      const account = given ? parseAddress(given) : (await current()).address
      await waitForNode(client)
      const { deposits, withdrawableWei } = await listAllDeposits(client, {
        account,
      })
      print({ account, withdrawableWei, deposits }, () =>
        toDepositLines(deposits, withdrawableWei),
      )
    })
  addReclaimCommand(escrow)
  escrow
    .command('withdraw [address]')
    .description(
      'have what came back, or was earned as a keeper, paid to its account',
    )
    .addHelpText(
      'after',
      toExamples('escrow withdraw', 'escrow withdraw 0x70997970…'),
    )
    .action(async (given: string | undefined, _: unknown, command: Command) => {
      const { client, unlock, progress, print } = createContext(command)
      const { account } = await unlock()
      const beneficiary = given ? parseAddress(given) : account.address
      progress.step('Withdrawing')
      const { withdrawnWei } = await withdrawEscrow(client, {
        ...{ account, beneficiary },
      })
      print({ account: beneficiary, withdrawnWei }, () => [
        withdrawnWei === 0n
          ? `Escrow owes ${beneficiary} nothing.`
          : `${beneficiary} got ${toAmount(withdrawnWei)}.`,
      ])
    })
}

function addReclaimCommand(escrow: Command): void {
  escrow
    .command('reclaim [ids...]')
    .description('take back what is free of what you put aside')
    .option('--all', 'of everything')
    .option('--data <folder>', 'of a keeper of yours, whose money it is')
    .option('-y, --yes', 'do not ask')
    .addHelpText(
      'after',
      toExamples(
        'escrow reclaim 0x9b1c22ae04',
        'escrow reclaim --all --data ~/.sahara/keeper',
      ),
    )
    .action(async (texts: string[], flags: ReclaimFlags, command: Command) => {
      const context = createContext(command)
      const { client, progress, print } = context
      if ((texts.length === 0) !== (flags.all ?? false))
        throw new SaharaError('It is not clear what to take back.', {
          code: 'INPUT_INVALID',
          hint: 'Name some of `sahara escrow list`, or give --all.',
        })
      const keeper = flags.data && (await openKeeper(context, flags.data))
      const owner = keeper || (await context.current())
      await waitForNode(client)
      const all = await listAllDeposits(client, { account: owner.address })
      const now = Math.floor(client.clock.now() / 1_000)
      const named = flags.all
        ? all.deposits
        : resolveDeposits(all.deposits, texts)
      const chosen = named.filter((one) => reclaimableOf(one, now) > 0n)
      if (chosen.length === 0) {
        print(
          { account: owner.address, reclaimed: [], withdrawnWei: 0n },
          () => ['Nothing of it is free: see `sahara escrow list`.'],
        )
        return
      }
      await confirmAction(toQuestion(chosen, now), flags)
      const account = keeper || (await context.unlock()).account
      let withdrawnWei = 0n
      for (const { id, agreement } of chosen) {
        progress.step(`Taking back ${id.slice(0, 12)}`)
        const taken = await reclaimDeposit(client, { account, agreement })
        withdrawnWei += taken.withdrawnWei
      }
      const reclaimed = chosen.map(({ id }) => id)
      print({ account: owner.address, reclaimed, withdrawnWei }, () => [
        `${owner.address} got ${toAmount(withdrawnWei)}.`,
      ])
    })
}

/** A keeper's account is its own, in its folder. */
async function openKeeper(
  { client }: Context,
  data: string,
): Promise<LocalAccount> {
  const { openIdentity } = await import('@sahara/node/keeper')
  return (await openIdentity(data, await client.chain.getChainId())).account
}

function toQuestion(chosen: readonly Deposit[], now: number): string {
  const parts = chosen.map(
    (one) => `${toAmount(reclaimableOf(one, now))} (${toPurpose(one)})`,
  )
  const warning = chosen.some(({ purpose }) => purpose === 'keeperFee')
    ? ' Keepers are not paid then, and may refuse after 30 days.'
    : ''
  return `Take back ${parts.join(', ')}?${warning}`
}
