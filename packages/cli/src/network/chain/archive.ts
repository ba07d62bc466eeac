import type { Command } from 'commander'
import { z } from 'zod'
import { createContext } from '../../context.ts'
import { refuseExisting } from '../../inputs/refuseExisting.ts'
import { toExamples } from '../../terminal/toExamples.ts'
import { runModule } from '../runModule.ts'

const archiveSchema = z.object({
  network: z.string(),
  chainId: z.int(),
  genesisHash: z.string(),
  bytes: z.int().optional(),
})

/** `sahara chain export` and `import`: what a node has, without its keys. */
export function addChainArchiveCommands(chain: Command): void {
  chain
    .command('export <folder> <file>')
    .description(
      'write the blocks and states of a stopped node into a tar file, without its keys',
    )
    .addHelpText('after', toExamples('chain export node-1 sahara.tar'))
    .action(
      async (folder: string, file: string, _: unknown, command: Command) => {
        const { note, print } = createContext(command)
        await refuseExisting(file)
        note(`Writing ${file} …`)
        const archive = await run('export', folder, file)
        print({ ...archive, file }, () => [
          `${file} holds ${archive.network}, ${Math.ceil((archive.bytes ?? 0) / 1e6)} MB. No keys are in it.`,
        ])
      },
    )

  chain
    .command('import <folder> <file>')
    .description(
      'begin a joined node with what `chain export` wrote elsewhere; nothing of it is judged again',
    )
    .addHelpText('after', toExamples('chain import newcomer sahara.tar'))
    .action(
      async (folder: string, file: string, _: unknown, command: Command) => {
        const { note, print } = createContext(command)
        note(`Reading ${file} …`)
        const archive = await run('import', folder, file)
        print({ ...archive, file }, () => [
          `${folder} has the blocks of ${archive.network}. To have each executed again, \`sahara chain reset ${folder}\` before its first start.`,
        ])
      },
    )
}

async function run(task: string, folder: string, file: string) {
  return archiveSchema.parse(
    await runModule('@sahara/chain/admin-bin', [
      ...['--do', task, '--data', folder, '--file', file],
    ]),
  )
}
