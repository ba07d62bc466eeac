import { basename, join, resolve } from 'node:path'
import { type Kind, kinds } from '@sahara/protocol'
import { estimatePublish, publish } from '@sahara/sdk'
import { createDiskBlobStore, nodeCrypto } from '@sahara/vault/node'
import { type Command, Option } from 'commander'
import type { Address } from 'viem'
import { type Context, createContext } from '../context.ts'
import { confirmAction } from '../inputs/confirmAction.ts'
import {
  addContentOptions,
  type ContentFlags,
  readDescription,
} from '../inputs/contentOptions.ts'
import { listFiles } from '../inputs/listFiles.ts'
import { parseContributors } from '../inputs/parseContributors.ts'
import { offerForm, parseOffer } from '../inputs/parseOffer.ts'
import { readTerms } from '../inputs/readTerms.ts'
import { type ResolvedParent, resolveParent } from '../inputs/resolveParent.ts'
import { fingerprintOf } from '../operations/fingerprintOf.ts'
import { openPublication } from '../operations/openPublication.ts'
import { readPolicyTexts } from '../operations/readPolicyTexts.ts'
import { showPublishing } from '../terminal/showPublishing.ts'
import { toExamples } from '../terminal/toExamples.ts'
import { toShortId } from '../terminal/words.ts'
import { toPublicationLines } from '../views/toPublicationLines.ts'

type PublishFlags = ContentFlags & {
  kind: Kind
  terms: string
  price?: string
  offer: string[]
  parent: string[]
  contributor: string[]
  dryRun?: boolean
  yes?: boolean
}

const collect = (value: string, all: string[]) => [...all, value]

/** `sahara publish`: interrupted and run again, it ends the same publication. */
export function definePublishCommand(command: Command): void {
  command
    .addOption(
      new Option('--kind <kind>', 'what it is')
        .choices(kinds)
        .default('dataset'),
    )
    .requiredOption('--terms <spdx>', 'licence, by SPDX id or @FILE')
    .option('--price <sahara>', 'short for --offer "download PRICE"')
    .option(
      '--offer <offer>',
      `as often as you like: "${offerForm}"`,
      collect,
      [],
    )
    .option(
      '--parent <asset>',
      'what it was made from, once each: ASSET[/OFFER][:RELATION]',
      collect,
      [],
    )
    .option(
      '--contributor <share>',
      'who else is paid, once each: ADDRESS=15%',
      collect,
      [],
    )
  addContentOptions(command)
    .option('--dry-run', 'say what it would do and cost, and do nothing')
    .option('-y, --yes', 'do not ask')
    .addHelpText(
      'after',
      toExamples(
        'publish trips --price 5 --terms CC-BY-4.0',
        'publish trips --terms CC-BY-4.0 --offer "download 5" --offer "download,derive 20 royalty 10%"',
        'publish model --kind model --parent 0x3fa1b2c4d5 --price 8 --terms MIT',
      ),
    )
    .action(publishFolder)
}

async function publishFolder(
  folder: string,
  flags: PublishFlags,
  command: Command,
): Promise<void> {
  const context = createContext(command)
  const { client, progress } = context
  const root = resolve(folder)
  const terms = await readTerms(flags.terms)
  const offers = [
    ...(flags.price === undefined ? [] : [`download ${flags.price}`]),
    ...flags.offer,
  ].map(parseOffer)
  const { address } = await context.current()
  const contributors = parseContributors(flags.contributor, address)
  const files = await listFiles(root)
  const parents = await resolveParents(context, flags, address)
  const description = {
    name: basename(root),
    license: terms.includes('\n') ? undefined : terms,
    ...(await readDescription(flags, files)),
  }
  const { account, identity } = await context.unlock()
  const { kind } = flags
  const asset = { kind, parents, contributors, offers }
  const backupRecipients = flags.backup ?? []
  const { salt, assetId, isSent, forget } = await openPublication(client, {
    account: address,
    root,
    fingerprint: fingerprintOf(
      { ...asset, terms, description, backupRecipients },
      files,
    ),
  })
  const onChain = {
    account,
    salt,
    ...asset,
    offers: offers.map((offer) => ({ ...offer, terms })),
  }
  if (!isSent) {
    const { bondWei, gasWei } = await estimatePublish(client, onChain)
    const { name } = description
    const plan = {
      ...{ name, terms, files, ...asset, bondWei, gasWei },
      offers: await readPolicyTexts(client, offers),
    }
    const lines = toPublicationLines(plan)
    if (flags.dryRun) {
      context.print(plan, () => lines)
      return
    }
    for (const line of lines) context.note(line)
    await confirmAction('Publish?', flags)
  }
  try {
    await publish(client, {
      ...onChain,
      description,
      terms,
      files,
      store: createDiskBlobStore({ directory: join(context.home, 'blobs') }),
      ownerRecipient: (await identity()).recipient,
      backupRecipients,
      crypto: nodeCrypto,
      onProgress: showPublishing(progress),
    })
  } finally {
    progress.end()
  }
  context.print({ assetId }, () => [
    `Published ${assetId}`,
    `See it: sahara show ${toShortId(assetId)}`,
  ])
  await forget()
}

function resolveParents(
  { client }: Context,
  { parent, kind }: PublishFlags,
  account: Address,
): Promise<ResolvedParent[]> {
  return Promise.all(
    parent.map((text) => resolveParent(client, { text, account, kind })),
  )
}
