import { getLineage } from '@sahara/sdk'
import type { Command } from 'commander'
import { createContext } from '../context.ts'
import { resolveAsset } from '../inputs/resolveAsset.ts'
import { toExamples } from '../terminal/toExamples.ts'
import { toLineageLines } from '../views/toLineageLines.ts'

/** `sahara lineage`: ancestors and descendants. */
export function defineLineageCommand(command: Command): void {
  command
    .addHelpText('after', toExamples('lineage 0x3fa1b2c4d5'))
    .action(async (text: string, _: unknown, command: Command) => {
      const { client, print } = createContext(command)
      const assetId = await resolveAsset(client, text)
      const lineage = await getLineage(client, { assetId })
      print(lineage, () => toLineageLines(lineage))
    })
}
