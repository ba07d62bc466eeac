import { SaharaError } from '@sahara/protocol'
import {
  fundStake,
  getStake,
  leaveKeepers,
  releaseStake,
  type Stake,
} from '@sahara/sdk'
import type { Command } from 'commander'
import { createContext } from '../../context.ts'
import { confirmAction } from '../../inputs/confirmAction.ts'
import { parseAddress } from '../../inputs/parseAddress.ts'
import { parseMoney } from '../../inputs/parseMoney.ts'
import { openOperation } from '../../operations/openOperation.ts'
import { toExamples } from '../../terminal/toExamples.ts'
import { toAmount, toTime } from '../../terminal/words.ts'
import { keeperFolder } from './keeperFolder.ts'

/** `sahara keeper stake | leave | release`: what a keeper answers with. */
export function addStakeCommands(keeper: Command): void {
  addFundCommand(keeper)
  keeper
    .command('leave')
    .description('take a keeper off the list; its stake is due after a delay')
    .option('--data <folder>', 'of the keeper that leaves', keeperFolder)
    .option('-y, --yes', 'do not ask')
    .addHelpText('after', toExamples('keeper leave --data ~/.sahara/keeper'))
    .action(
      async (flags: { data: string; yes?: boolean }, command: Command) => {
        const { client, progress, print } = createContext(command)
        const { openIdentity } = await import('@sahara/node/keeper')
        const chainId = await client.chain.getChainId()
        const { account } = await openIdentity(flags.data, chainId)
        await confirmAction(
          `Take ${account.address} off the list? It must go on running until its stake is released.`,
          flags,
        )
        progress.step('Leaving')
        const left = await leaveKeepers(client, { account })
        print({ keeper: account.address, ...left }, () => [
          `${account.address} left. From ${toTime(left.dueAt)} on: sahara keeper release ${account.address}`,
        ])
      },
    )
  keeper
    .command('release <address>')
    .description('pay a keeper that left its stake back')
    .addHelpText('after', toExamples('keeper release 0x70997970…'))
    .action(async (text: string, _: unknown, command: Command) => {
      const { client, unlock, progress, print } = createContext(command)
      const address = parseAddress(text)
      const { account } = await unlock()
      progress.step('Releasing the stake')
      const released = await releaseStake(client, { account, keeper: address })
      print({ keeper: address, ...released }, () => [
        released.withdrawnWei === 0n
          ? 'Nothing is left to give back.'
          : `${address} got ${toAmount(released.withdrawnWei)}.`,
      ])
    })
}

function addFundCommand(keeper: Command): void {
  keeper
    .command('stake <address> [amount]')
    .description(
      "put in Escrow what a keeper's stake lacks, or more; without --pay, see it",
    )
    .option('--pay', 'pay it from the account in use')
    .option('-y, --yes', 'do not ask')
    .addHelpText(
      'after',
      toExamples(
        'keeper stake 0x70997970…',
        'keeper stake 0x70997970… --pay',
        'keeper stake 0x70997970… 50 --pay',
      ),
    )
    .action(
      async (
        text: string,
        amount: string | undefined,
        flags: { pay?: boolean; yes?: boolean },
        command: Command,
      ) => {
        const context = createContext(command)
        const { client, progress, print } = context
        const address = parseAddress(text)
        const stake = await getStake(client, { keeper: address })
        if (!flags.pay) {
          print({ keeper: address, ...stake }, () => toStakeLines(stake))
          return
        }
        const amountWei = amount ? parseMoney(amount) : toPay(stake)
        await confirmAction(
          `Put ${toAmount(amountWei)} aside for ${address}? It is the keeper's from then on.`,
          flags,
        )
        const { account } = await context.unlock()
        const { id, forget } = await openOperation(
          client,
          `cli:stake:${account.address}:${address}:${amountWei}`,
        )
        progress.step('Paying the stake')
        const { transactionHash } = await fundStake(client, {
          ...{ account, keeper: address, amountWei, salt: id },
        })
        print({ keeper: address, amountWei, transactionHash }, () => [
          `${toAmount(amountWei)} lie in Escrow for ${address}, which locks what it needs when it registers.`,
        ])
        await forget()
      },
    )
}

function toPay({ freeWei, missingWei }: Stake): bigint {
  if (missingWei > freeWei) return missingWei - freeWei
  throw new SaharaError('The stake lacks nothing.', {
    code: 'INPUT_INVALID',
    hint: 'Give an amount to put more aside.',
  })
}

function toStakeLines(stake: Stake): string[] {
  const { lockedWei, freeWei, missingWei, dueAt } = stake
  return [
    `locked   ${toAmount(lockedWei)}`,
    `free     ${toAmount(freeWei)}`,
    `missing  ${toAmount(missingWei)}`,
    ...(dueAt > 0
      ? [`It left; its stake is due from ${toTime(dueAt)} on.`]
      : []),
  ]
}
