import type { Command } from 'commander'
import { z } from 'zod'
import { createContext } from '../../context.ts'
import { refuseExisting } from '../../inputs/refuseExisting.ts'
import type { Progress } from '../../terminal/createProgress.ts'
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
        const { progress, print } = createContext(command)
        await refuseExisting(file)
        const archive = await run('export', { folder, file, progress })
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
        const { progress, print } = createContext(command)
        const archive = await run('import', { folder, file, progress })
        print({ ...archive, file }, () => [
          `${folder} has the blocks of ${archive.network}. To have each executed again, \`sahara chain reset ${folder}\` before its first start.`,
        ])
      },
    )
}

const titles = { export: 'Writing', import: 'Reading' } as const

async function run(
  task: keyof typeof titles,
  parts: { folder: string; file: string; progress: Progress },
) {
  const { folder, file, progress } = parts
  let isShown = false
  try {
    return archiveSchema.parse(
      await runModule(
        '@sahara/chain/admin-bin',
        ['--do', task, '--data', folder, '--file', file],
        {
          onProgress: ({ bytes, totalBytes }) => {
            if (!isShown) progress.step(titles[task], totalBytes)
            isShown = true
            progress.update(bytes)
          },
        },
      ),
    )
  } finally {
    progress.end()
  }
}
