import { SaharaError } from '@sahara/protocol'
import {
  createProposal,
  type ProposedCall,
  type SaharaClient,
} from '@sahara/sdk'
import type { Command } from 'commander'
import { createContext } from '../../context.ts'
import { confirmAction } from '../../inputs/confirmAction.ts'
import { parseAddress } from '../../inputs/parseAddress.ts'
import { parameterForm, parseParameter } from '../../inputs/parseParameter.ts'
import { parsePayment, paymentForm } from '../../inputs/parsePayment.ts'
import { parseUpgrade, upgradeForm } from '../../inputs/parseUpgrade.ts'
import { parseValidator, validatorForm } from '../../inputs/parseValidator.ts'
import { readText } from '../../inputs/readText.ts'
import { resolveAsset } from '../../inputs/resolveAsset.ts'
import { toExamples } from '../../terminal/toExamples.ts'
import { toShortId } from '../../terminal/words.ts'

type Flags = {
  set: string[]
  pay: string[]
  suspend: string[]
  resume: string[]
  upgrade: string[]
  validator: string[]
  removeValidator: string[]
  about?: string
  yes?: boolean
}

/** `sahara vote propose`. */
export function addProposeCommand(vote: Command): void {
  vote
    .command('propose <title>')
    .description(
      'propose to change parameters, validators or code, to pay, or to suspend assets',
    )
    .option('--set <change...>', `parameters: ${parameterForm}`, [])
    .option('--pay <payment...>', `out of the treasury: ${paymentForm}`, [])
    .option('--suspend <asset...>', 'stop its sales; every exit stays', [])
    .option('--resume <asset...>', 'let a suspended asset be sold again', [])
    .option('--upgrade <code...>', `new code: ${upgradeForm}`, [])
    .option(
      '--validator <vote...>',
      `votes on blocks: ${validatorForm}, with the key of chain status`,
      [],
    )
    .option('--remove-validator <address...>', 'take its votes away', [])
    .option('--about <file>', 'why, in Markdown')
    .option('-y, --yes', 'do not ask')
    .addHelpText(
      'after',
      toExamples(
        'vote propose "A fee of 3 %" --set feeBasisPoints=3% --about why.md',
        'vote propose "Cheaper to publish" --set publishBond=20 --set bondDelay=7d',
        'vote propose "Thanks" --pay 0x70997970…=250',
        'vote propose "Stolen data" --suspend 0x3fa1b2c4d5 --about why.md',
        'vote propose "Licences 2" --upgrade licences=0x5fbd…',
        'vote propose "Erin validates" --validator 0x1f…:0x9a…=10',
      ),
    )
    .action(async (title: string, flags: Flags, command: Command) => {
      const { client, unlock, progress, print } = createContext(command)
      const calls = await readCalls(client, flags)
      if (calls.length === 0) throw proposesNothing()
      const text = flags.about ? await readText(flags.about) : ''
      await confirmAction(`Propose ${namesOf(flags).join(', ')}?`, flags)
      const { account } = await unlock()
      progress.step('Proposing')
      const proposed = await createProposal(client, {
        account,
        calls,
        description: text ? `# ${title}\n\n${text}` : `# ${title}`,
      })
      print(proposed, () => [
        `Proposal ${proposed.proposalId}`,
        `When voting has begun: sahara vote cast ${toShortId(proposed.proposalId)} for`,
      ])
    })
}

async function readCalls(
  client: SaharaClient,
  flags: Flags,
): Promise<ProposedCall[]> {
  const about = async (type: 'suspension' | 'resumption', texts: string[]) =>
    Promise.all(
      texts.map(async (text) => ({
        ...{ type, assetId: await resolveAsset(client, text) },
      })),
    )
  return [
    ...flags.set.map(parseParameter),
    ...flags.pay.map(parsePayment),
    ...(await about('suspension', flags.suspend)),
    ...(await about('resumption', flags.resume)),
    ...flags.upgrade.map(parseUpgrade),
    ...flags.validator.map(parseValidator),
    ...flags.removeValidator.map((text) => ({
      ...{ type: 'validatorRemoval' as const, validator: parseAddress(text) },
    })),
  ]
}

function namesOf(flags: Flags): string[] {
  return [
    ...flags.set,
    ...flags.pay.map((payment) => `payment ${payment}`),
    ...flags.suspend.map((asset) => `no sales of ${asset}`),
    ...flags.resume.map((asset) => `sales of ${asset} again`),
    ...flags.upgrade.map((code) => `new code ${code}`),
    ...flags.validator,
    ...flags.removeValidator.map((address) => `no votes for ${address}`),
  ]
}

function proposesNothing(): SaharaError {
  return new SaharaError('The proposal would do nothing.', {
    code: 'INPUT_INVALID',
    hint: 'Say what with --set, --pay, --suspend, --resume, --upgrade, --validator or --remove-validator.',
  })
}
