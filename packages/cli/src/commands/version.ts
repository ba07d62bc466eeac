import { join, resolve } from 'node:path'
import { SaharaError } from '@sahara/protocol'
import { publishVersion } from '@sahara/sdk'
import { createDiskBlobStore, nodeCrypto } from '@sahara/vault/node'
import type { Command } from 'commander'
import { createContext } from '../context.ts'
import {
  addContentOptions,
  type ContentFlags,
  readDescription,
} from '../inputs/contentOptions.ts'
import { listFiles } from '../inputs/listFiles.ts'
import { readTerms } from '../inputs/readTerms.ts'
import { resolveAsset } from '../inputs/resolveAsset.ts'
import { fingerprintOf } from '../operations/fingerprintOf.ts'
import { openVersion } from '../operations/openVersion.ts'
import { showPublishing } from '../terminal/showPublishing.ts'
import { toExamples } from '../terminal/toExamples.ts'
import { toShortId } from '../terminal/words.ts'

type VersionFlags = ContentFlags & { terms?: string }

/** `sahara version`: interrupted and run again, it ends the same version. */
export function defineVersionCommand(command: Command): void {
  command.option(
    '--terms <spdx>',
    'licence, by SPDX id or @FILE; as before unless told',
  )
  addContentOptions(command)
    .addHelpText('after', toExamples('version 0x3fa1b2c4d5 trips'))
    .action(addVersionOf)
}

async function addVersionOf(
  text: string,
  folder: string,
  flags: VersionFlags,
  command: Command,
): Promise<void> {
  const context = createContext(command)
  const { client, progress } = context
  const assetId = await resolveAsset(client, text)
  const files = await listFiles(resolve(folder))
  const terms = flags.terms ? await readTerms(flags.terms) : undefined
  const description = {
    ...(terms && !terms.includes('\n') ? { license: terms } : {}),
    ...(await readDescription(flags, files)),
  }
  const { account, identity } = await context.unlock()
  const backupRecipients = flags.backup ?? []
  const { version, salt, forget } = await openVersion(client, {
    account: account.address,
    assetId,
    fingerprint: fingerprintOf({ description, terms, backupRecipients }, files),
  })
  const { identity: ownerIdentity, recipient } = await identity()
  try {
    await publishVersion(client, {
      account,
      assetId,
      version,
      salt,
      description,
      terms,
      files,
      store: createDiskBlobStore({ directory: join(context.home, 'blobs') }),
      ownerIdentity: async () => ownerIdentity,
      ownerRecipient: recipient,
      backupRecipients,
      crypto: nodeCrypto,
      onProgress: showPublishing(progress),
    })
  } catch (error) {
    if (
      SaharaError.isInstance(error) &&
      error.code === 'ASSET_VERSION_NOT_NEXT'
    )
      await forget()
    throw error
  } finally {
    progress.end()
  }
  context.print({ assetId, version }, () => [
    `Published version ${version} of ${toShortId(assetId)}.`,
  ])
  await forget()
}
