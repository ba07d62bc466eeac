import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { SaharaError } from '@sahara/protocol'
import {
  acceptContribution,
  attestContribution,
  getNewestVersion,
  listContributions,
} from '@sahara/sdk'
import type { Command } from 'commander'
import { type Hex, sha256, zeroHash } from 'viem'
import { createContext } from '../context.ts'
import { parseCount } from '../inputs/parseCount.ts'
import { isId, resolveAsset } from '../inputs/resolveAsset.ts'
import { resolveId } from '../inputs/resolveId.ts'
import { toExamples } from '../terminal/toExamples.ts'
import { toContributionLines } from '../views/toContributionLines.ts'

type AttestFlags = { role: string; evidence?: string; version?: number }

/** `sahara contribution`: who contributed what. */
export function defineContributionCommand(contribution: Command): void {
  contribution
    .command('attest <asset> <id>')
    .description('say that a Sahara ID contributed to an asset you own')
    .requiredOption('--role <role>', 'such as labelling; 32 bytes at most')
    .option('--version <number>', 'the newest, unless told', parseCount)
    .option('--evidence <file>', 'that shows it; its sha2-256 goes on chain')
    .addHelpText(
      'after',
      toExamples('contribution attest 0x3fa1b2c4d5 bob --role labelling'),
    )
    .action(
      async (
        text: string,
        whom: string,
        flags: AttestFlags,
        command: Command,
      ) => {
        const { client, unlock, progress, print } = createContext(command)
        const evidence = flags.evidence
          ? await digestOf(resolve(flags.evidence))
          : zeroHash
        const assetId = await resolveAsset(client, text)
        const contributor = await resolveId(client, whom)
        const version =
          flags.version ?? (await getNewestVersion(client, { assetId }))
        const { account } = await unlock()
        progress.step('Attesting')
        const attested = await attestContribution(client, {
          ...{ account, assetId, version, contributor, evidence },
          role: flags.role,
        })
        print({ assetId, version, contributor, ...attested }, () => [
          `Attested as ${attested.contributionId}.`,
          `It counts once ${whom} runs: sahara contribution accept ${attested.contributionId}`,
        ])
      },
    )
  contribution
    .command('accept <contribution>')
    .description('take an attested contribution into the history of your ID')
    .addHelpText('after', toExamples('contribution accept 0x8c1d…'))
    .action(async (text: string, _: unknown, command: Command) => {
      const { client, unlock, progress, print } = createContext(command)
      const contributionId = parseContributionId(text)
      const { account } = await unlock()
      progress.step('Accepting')
      const { transactionHash } = await acceptContribution(client, {
        account,
        contributionId,
      })
      print({ contributionId, transactionHash }, () => ['Accepted.'])
    })
  contribution
    .command('list <who>')
    .description('of an asset, or of a Sahara ID by handle, number or address')
    .option('--cursor <cursor>', 'from the page before')
    .addHelpText(
      'after',
      toExamples('contribution list 0x3fa1b2c4d5', 'contribution list bob'),
    )
    .action(
      async (who: string, flags: { cursor?: string }, command: Command) => {
        const { client, print } = createContext(command)
        const isAsset = /^0x/i.test(who) && !/^0x[0-9a-f]{40}$/i.test(who)
        const of = isAsset
          ? { assetId: await resolveAsset(client, who) }
          : { id: who.toLowerCase() }
        const page = await listContributions(client, { of, ...flags })
        print(page, () => toContributionLines(page))
      },
    )
}

function parseContributionId(text: string): Hex {
  const id = text.toLowerCase()
  if (isId(id)) return id
  throw new SaharaError('This is no id of a contribution.', {
    code: 'INPUT_INVALID',
    hint: 'It is 0x and 64 digits, as `sahara contribution list --json` tells.',
  })
}

async function digestOf(path: string): Promise<Hex> {
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw new SaharaError(`${path} cannot be read.`, {
      code: 'INPUT_INVALID',
      hint: 'Name the file that shows the contribution.',
      cause,
    })
  })
  return sha256(bytes)
}
