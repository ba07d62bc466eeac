import {
  explain,
  getAsset,
  getEarnings,
  getLineage,
  listKeepers,
  searchAssets,
} from '@sahara/sdk'
import type { Command } from 'commander'
import { createContext } from '../context.ts'

type SearchFlags = { kind?: 'dataset' | 'model' | 'agent' | 'algorithm' }

/** `sahara search | show | lineage | earnings | explain | keeper list`. */
export function addMarketCommands(program: Command): void {
  program
    .command('search [words]')
    .description('find assets')
    .option('--kind <kind>', 'dataset, model, agent or algorithm')
    .action(
      async (
        query: string | undefined,
        flags: SearchFlags,
        command: Command,
      ) => {
        const { client, print } = createContext(command)
        const page = await searchAssets(client, { query, kind: flags.kind })
        print(page, () =>
          page.items.map((a) => `${a.assetId}  ${a.kind}  ${a.title}`),
        )
      },
    )
  const byAsset = { show: getAsset, lineage: getLineage }
  for (const [name, read] of Object.entries(byAsset))
    program
      .command(`${name} <asset>`)
      .description(name === 'show' ? 'one asset' : 'what an asset came from')
      .action(async (assetId: string, _: unknown, command: Command) => {
        const { client, print } = createContext(command)
        const data = await read(client, { assetId })
        print(data, () => [JSON.stringify(data, undefined, 2)])
      })
  const byAccount = { earnings: getEarnings, explain }
  for (const [name, read] of Object.entries(byAccount))
    program
      .command(`${name} [address]`)
      .description(
        name === 'explain' ? 'the cause of every wei' : 'what was earned',
      )
      .action(
        async (given: string | undefined, _: unknown, command: Command) => {
          const context = createContext(command)
          const account = given ?? (await context.address())
          const data = await read(context.client, { account })
          context.print(data, () => [JSON.stringify(data, undefined, 2)])
        },
      )
  program
    .command('keeper')
    .description('keepers')
    .command('list')
    .description('keepers registered on chain')
    .action(async (_: unknown, command: Command) => {
      const { client, print } = createContext(command)
      const keepers = await listKeepers(client)
      print({ keepers }, () =>
        keepers.map((k) => `${k.address}  ${k.endpoint}  epoch ${k.epoch}`),
      )
    })
}
