import { type Kind, kinds } from '@sahara/protocol'
import { searchAssets } from '@sahara/sdk'
import { type Command, Option } from 'commander'
import { createContext } from '../context.ts'
import { parseCount } from '../inputs/parseCount.ts'
import { toExamples } from '../terminal/toExamples.ts'
import { toSearchLines } from '../views/toSearchLines.ts'

type SearchFlags = { kind?: Kind; limit: number; cursor?: string }

/** `sahara search`: the catalogue. */
export function defineSearchCommand(command: Command): void {
  command
    .addOption(new Option('--kind <kind>', 'only of this kind').choices(kinds))
    .option('--limit <number>', 'how many at most, up to 100', parseCount, 20)
    .option('--cursor <cursor>', 'goes on where the page before ended')
    .addHelpText('after', toExamples('search weather', 'search --kind model'))
    .action(
      async (
        words: string[],
        { kind, limit, cursor }: SearchFlags,
        command: Command,
      ) => {
        const { client, print } = createContext(command)
        const query = words.join(' ')
        const page = await searchAssets(client, { query, kind, limit, cursor })
        print(page, () => toSearchLines(page))
      },
    )
}
