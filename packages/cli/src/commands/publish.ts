import { randomBytes } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readdir, readFile, stat } from 'node:fs/promises'
import { basename, join, relative, resolve, sep } from 'node:path'
import { type Kind, kinds, SaharaError } from '@sahara/protocol'
import { inferRecordSets, publish } from '@sahara/sdk'
import type { SealedFileSource } from '@sahara/vault'
import { createDiskBlobStore, nodeCrypto } from '@sahara/vault/node'
import { type Command, Option } from 'commander'
import { bytesToHex, type Hex, isHex, parseEther } from 'viem'
import { z } from 'zod'
import { createContext } from '../context.ts'

type PublishFlags = {
  kind: Kind
  name?: string
  description: string
  price: string
  terms: string
  backup?: string[]
  columns?: boolean
  fields?: string
}

/** `sahara publish`: interrupted and run again, it ends the same publication. */
export function addPublishCommand(program: Command): void {
  program
    .command('publish <folder>')
    .description('encrypt a folder and offer its download')
    .addOption(
      new Option('--kind <kind>', 'what it is')
        .choices(kinds)
        .default('dataset'),
    )
    .option('--name <name>', 'its name; that of the folder unless told')
    .option('--description <text>', 'what it holds', '')
    .option('--columns', 'make the columns of CSV and JSON files public')
    .option('--fields <file>', "JSON with more fields of the kind's standard")
    .requiredOption('--price <sahara>', 'of a perpetual download licence')
    .requiredOption('--terms <spdx>', 'licence of the content, by SPDX id')
    .option(
      '--backup <recipient...>',
      'age recipients that can open it too, besides your account',
    )
    .action(async (folder: string, flags: PublishFlags, command: Command) => {
      const priceWei = parsePrice(flags.price)
      const context = createContext(command)
      const { client } = context
      const root = resolve(folder)
      const files = await listFiles(root)
      const fields = flags.fields ? await readFields(flags.fields) : {}
      if (flags.columns) fields.recordSet = await inferRecordSets(files)
      const { account, identity } = await context.unlock()
      // A publication is named by its folder until it is on chain.
      const key = `cli:publish:${account.address}:${root}`
      const pending = await client.journal.get(key)
      const salt: Hex = isHex(pending) ? pending : bytesToHex(randomBytes(32))
      await client.journal.set(key, salt)
      let told = 0
      const { assetId } = await publish(client, {
        account,
        salt,
        kind: flags.kind,
        description: {
          name: flags.name ?? basename(root),
          description: flags.description,
          license: flags.terms,
          ...fields,
        },
        terms: flags.terms,
        files,
        store: createDiskBlobStore({ directory: join(context.home, 'blobs') }),
        ownerRecipient: (await identity()).recipient,
        backupRecipients: flags.backup,
        offers: [{ rights: ['download'], priceWei, terms: flags.terms }],
        crypto: nodeCrypto,
        onProgress: (progress) => {
          if (progress.files === told) return
          told = progress.files
          process.stderr.write(
            `Encrypted ${told} of ${progress.totalFiles} files\n`,
          )
        },
      })
      context.print({ assetId }, () => [`Published ${assetId}`])
      await client.journal.delete(key)
    })
}

async function listFiles(root: string): Promise<SealedFileSource[]> {
  const entries = await readdir(root, {
    recursive: true,
    withFileTypes: true,
  }).catch((cause: unknown) => {
    throw new SaharaError(`${root} is no folder that can be read.`, {
      code: 'INPUT_INVALID',
      cause,
    })
  })
  const files: SealedFileSource[] = []
  for (const entry of entries) {
    if (!entry.isFile()) continue
    const path = join(entry.parentPath, entry.name)
    const { size } = await stat(path)
    files.push({
      path: relative(root, path).split(sep).join('/'),
      size,
      stream: () => createReadStream(path),
    })
  }
  return files
}

async function readFields(file: string): Promise<Record<string, unknown>> {
  try {
    return z
      .record(z.string(), z.unknown())
      .parse(JSON.parse(await readFile(file, 'utf8')))
  } catch (cause) {
    throw new SaharaError(`${file} is no file with one JSON object.`, {
      code: 'INPUT_INVALID',
      hint: 'See specs/metadata.md for the fields of each kind.',
      cause,
    })
  }
}

function parsePrice(text: string): bigint {
  if (/^\d+(\.\d{1,18})?$/.test(text)) return parseEther(text)
  throw new SaharaError('The price is not an amount of SAHARA.', {
    code: 'INPUT_INVALID',
    hint: 'Write it like 2.5.',
  })
}
