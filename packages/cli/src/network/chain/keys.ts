import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { writeFileAtomic } from '@sahara/common'
import { SaharaError } from '@sahara/protocol'
import type { Command } from 'commander'
import { createContext } from '../../context.ts'
import { readPassword } from '../../inputs/readPassword.ts'
import { refuseExisting } from '../../inputs/refuseExisting.ts'
import { toExamples } from '../../terminal/toExamples.ts'
import {
  decryptNodeKeys,
  encryptNodeKeys,
  readNodeKeys,
  validatorOf,
} from '../nodeKeys.ts'
import { nodeSchema, readNode } from '../readNode.ts'
import { runModule } from '../runModule.ts'
import { toNodeLines } from '../toNodeLines.ts'

/** `sahara chain keys`: who a node is, and backups of that. */
export function addChainKeysCommand(chain: Command): void {
  const keys = chain
    .command('keys')
    .description('the keys of a node, and their backups')

  keys
    .command('show <folder>')
    .description('addresses and public keys')
    .action(async (folder: string, _: unknown, command: Command) => {
      const { print } = createContext(command)
      const node = await readNode(folder)
      const validator = validatorOf(await readNodeKeys(folder))
      if (validator !== node.identity.validator)
        throw new SaharaError(
          `node.json of ${folder} names another validator than its key.`,
          {
            code: 'NODE_FOLDER_DAMAGED',
            hint: 'Restore the keys with `sahara chain keys import`.',
            details: { key: validator, file: node.identity.validator },
          },
        )
      print(node.identity, () => toNodeLines(node))
    })

  keys
    .command('export <folder>')
    .description('write a backup of the keys, encrypted with a password')
    .requiredOption('--out <file>', 'where nothing is yet')
    .addHelpText(
      'after',
      toExamples('chain keys export node-1 --out node-1.json'),
    )
    .action(
      async (folder: string, flags: { out: string }, command: Command) => {
        const { print } = createContext(command)
        const path = resolve(flags.out)
        await refuseExisting(path)
        const { network } = await readNode(folder)
        const secrets = await readNodeKeys(folder)
        const password = await readPassword('Password of the backup', {
          isNew: true,
        })
        const backup = await encryptNodeKeys({
          keys: secrets,
          network,
          password,
        })
        await writeFileAtomic(path, `${JSON.stringify(backup)}\n`)
        const validator = validatorOf(secrets)
        print({ validator, network, path }, () => [
          `The keys of ${validator} are in ${path}.`,
        ])
      },
    )

  keys
    .command('import <folder> <file>')
    .description(
      'give a stopped node the keys of a backup; the node they were of must never run again',
    )
    .action(
      async (folder: string, file: string, _: unknown, command: Command) => {
        const { print } = createContext(command)
        const text = await readFile(file, 'utf8').catch((cause: unknown) => {
          throw new SaharaError(`${file} cannot be read.`, {
            code: 'INPUT_INVALID',
            hint: 'Name a file that `sahara chain keys export` wrote.',
            cause,
          })
        })
        await readNode(folder)
        const password = await readPassword('Password of the backup')
        const { keys: secrets, network } = await decryptNodeKeys(text, password)
        const node = nodeSchema.parse(
          await runModule(
            '@sahara/chain/admin-bin',
            ['--do', 'restore', '--data', folder],
            { input: JSON.stringify({ network, ...secrets }) },
          ),
        )
        print(node.identity, () => toNodeLines(node))
      },
    )
}
