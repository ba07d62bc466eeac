import { createWriteStream } from 'node:fs'
import { mkdir, mkdtemp, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { writeFileAtomic } from '@sahara/common'
import { SaharaError } from '@sahara/protocol'
import { openAsset, toLocalDataset } from '@sahara/sdk'
import { createDiskBlobStore, nodeCrypto } from '@sahara/vault/node'
import type { Command } from 'commander'
import { isHex } from 'viem'
import { createContext } from '../context.ts'

/** `sahara get`: opens an asset into a folder; whole files only. */
export function addGetCommand(program: Command): void {
  program
    .command('get <asset> <folder>')
    .description('open an asset you may open, into a new folder')
    .action(
      async (assetId: string, folder: string, _: unknown, command: Command) => {
        if (!isHex(assetId) || assetId.length !== 66)
          throw new SaharaError('The asset id has the wrong form.', {
            code: 'INPUT_INVALID',
            hint: 'It is 0x and 64 hexadecimal digits; see `sahara search`.',
          })
        if (await stat(folder).catch(() => undefined))
          throw new SaharaError(`${folder} exists already.`, {
            code: 'INPUT_INVALID',
            hint: 'Name a folder that does not exist.',
          })
        const context = createContext(command)
        const { account, identity } = await context.unlock()
        const { metadata, files, faults, read, version } = await openAsset(
          context.client,
          {
            account,
            assetId,
            ownerIdentity: async () => (await identity()).identity,
            store: createDiskBlobStore({
              directory: join(context.home, 'blobs'),
            }),
            crypto: nodeCrypto,
          },
        )
        for (const { keeper, error } of faults)
          process.stderr.write(`Keeper ${keeper}: ${error.code}\n`)
        const target = resolve(folder)
        await mkdir(dirname(target), { recursive: true })
        // Beside the target, so that it appears at once and whole.
        const partial = await mkdtemp(`${target}.`)
        try {
          for (const file of files) {
            process.stderr.write(`${file.path} (${file.size} bytes)\n`)
            const path = join(partial, file.path)
            await mkdir(dirname(path), { recursive: true })
            await pipeline(read(file), createWriteStream(path, { flags: 'wx' }))
          }
          await rename(partial, target)
        } catch (error) {
          await rm(partial, { recursive: true, force: true })
          throw error
        }
        // For Croissant's tools; beside the folder, which stays as published.
        const dataset = toLocalDataset({
          metadata,
          files,
          folder: basename(target),
        })
        if (dataset)
          await writeFileAtomic(
            `${target}.croissant.json`,
            JSON.stringify(dataset),
          )
        const result = { assetId, version, folder, files: files.length }
        context.print(result, () => [`${files.length} files in ${folder}`])
      },
    )
}
