import { rm } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { writeFileAtomic } from '@sahara/common'
import { openAsset, toLocalDataset } from '@sahara/sdk'
import { createDiskBlobStore, nodeCrypto } from '@sahara/vault/node'
import type { Command } from 'commander'
import { sha256, toBytes } from 'viem'
import { type Context, createContext } from '../context.ts'
import { parseCount } from '../inputs/parseCount.ts'
import { refuseExisting } from '../inputs/refuseExisting.ts'
import { resolveAsset } from '../inputs/resolveAsset.ts'
import { layerStores } from '../operations/layerStores.ts'
import { saveEvidence } from '../operations/saveEvidence.ts'
import { writeFiles } from '../operations/writeFiles.ts'
import { toExamples } from '../terminal/toExamples.ts'
import { toCount } from '../terminal/words.ts'

/** `sahara get`: opens an asset; interrupted and run again, it goes on. */
export function defineGetCommand(command: Command): void {
  command
    .option('--version <number>', 'not the newest, but this one', parseCount)
    .addHelpText('after', toExamples('get 0x3fa1b2c4d5 trips'))
    .action(getAsset)
}

async function getAsset(
  text: string,
  folder: string,
  flags: { version?: number },
  command: Command,
): Promise<void> {
  const context = createContext(command)
  const { client, home, progress } = context
  const target = resolve(folder)
  await refuseExisting(target)
  const assetId = await resolveAsset(client, text)
  const { account, identity } = await context.unlock()
  // Of this target alone: another `get` may run beside this one, and whoever is
  // done first removes only what was its own.
  const downloads = join(home, 'downloads', sha256(toBytes(target)).slice(2))
  progress.step('Asking the keepers')
  const opened = await openAsset(client, {
    account,
    assetId,
    version: flags.version,
    ownerIdentity: async () => (await identity()).identity,
    // What the account published itself need not be fetched.
    store: layerStores(
      createDiskBlobStore({ directory: downloads }),
      createDiskBlobStore({ directory: join(home, 'blobs') }),
    ),
    crypto: nodeCrypto,
  }).catch(async (error: unknown) => {
    await noteEvidence(context, error)
    throw error
  })
  const { metadata, version, files, faults } = opened
  for (const { keeper, error } of faults) {
    context.note(`Keeper ${keeper} did not help: ${error.code}`)
    await noteEvidence(context, error)
  }
  try {
    await writeFiles(opened, { target, assetId, progress })
  } finally {
    progress.end()
  }
  // For Croissant's tools; beside the folder, which stays as published.
  const dataset = toLocalDataset({ metadata, files, folder: basename(target) })
  if (dataset)
    await writeFileAtomic(`${target}.croissant.json`, JSON.stringify(dataset))
  await rm(downloads, { recursive: true, force: true })
  const result = {
    assetId,
    version,
    folder: target,
    files: files.length,
    keeperFaults: faults.map(({ keeper, error }) => ({
      keeper,
      code: error.code,
    })),
  }
  context.print(result, () => [
    `${toCount(files.length, 'file')} of version ${version} in ${folder}`,
  ])
}

/** Who published the asset can show it on chain. */
async function noteEvidence(
  { home, note }: Context,
  error: unknown,
): Promise<void> {
  for (const file of await saveEvidence(home, error))
    note(
      `What it signed is in ${file}: with that, who published the asset can \`sahara keeper accuse\`.`,
    )
}
