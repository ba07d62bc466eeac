import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { writeFileAtomic } from '@sahara/common'
import { SaharaError } from '@sahara/protocol'
import { linkProofSchema } from '@sahara/protocol/api'
import {
  type LinkProof,
  linkAccount,
  signLink,
  unlinkAccount,
} from '@sahara/sdk'
import type { Command } from 'commander'
import { createContext } from '../../context.ts'
import { parseAddress } from '../../inputs/parseAddress.ts'
import { refuseExisting } from '../../inputs/refuseExisting.ts'
import { resolveId } from '../../inputs/resolveId.ts'
import { toExamples } from '../../terminal/toExamples.ts'

/** `sahara id consent`, `link` and `unlink`: the accounts of one ID. */
export function addIdLinkCommands(id: Command): void {
  id.command('consent <id> <file>')
    .description('agree that the account in use shall belong to a Sahara ID')
    .addHelpText(
      'after',
      toExamples('id consent weather-archive consent.json --account laptop'),
    )
    .action(
      async (text: string, file: string, _: unknown, command: Command) => {
        const { client, unlock, print } = createContext(command)
        const path = resolve(file)
        await refuseExisting(path)
        const number = await resolveId(client, text)
        const { account } = await unlock()
        const proof = await signLink(client, { account, id: number })
        await writeFileAtomic(path, `${JSON.stringify(proof)}\n`)
        print({ path, ...proof }, () => [
          `Within a day, the owner of ID ${number} runs: sahara id link ${file}`,
        ])
      },
    )
  id.command('link <file>')
    .description('link an account that agreed; it shares what the ID bought')
    .addHelpText('after', toExamples('id link consent.json'))
    .action(async (file: string, _: unknown, command: Command) => {
      const { client, unlock, progress, print } = createContext(command)
      const proof = await readProof(resolve(file))
      const { account } = await unlock()
      progress.step('Linking')
      const { transactionHash } = await linkAccount(client, { account, proof })
      print({ id: proof.id, account: proof.account, transactionHash }, () => [
        `${proof.account} belongs to ID ${proof.id}.`,
      ])
    })
  id.command('unlink <address>')
    .description('end a link; the account may, and the owner of the ID')
    .addHelpText('after', toExamples('id unlink 0x70997970…'))
    .action(async (text: string, _: unknown, command: Command) => {
      const { client, unlock, progress, print } = createContext(command)
      const unlinked = parseAddress(text)
      const { account } = await unlock()
      progress.step('Unlinking')
      const { transactionHash } = await unlinkAccount(client, {
        account,
        unlinked,
      })
      print({ account: unlinked, transactionHash }, () => [
        `${unlinked} belongs to no ID any more.`,
      ])
    })
}

async function readProof(path: string): Promise<LinkProof> {
  try {
    const text = await readFile(path, 'utf8')
    return linkProofSchema.parse(JSON.parse(text)) as LinkProof
  } catch (cause) {
    throw new SaharaError(`${path} holds no consent.`, {
      code: 'INPUT_INVALID',
      hint: 'Name a file that `sahara id consent` wrote.',
      cause,
    })
  }
}
