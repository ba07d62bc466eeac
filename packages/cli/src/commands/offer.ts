import { SaharaError, saharaBlockSchema } from '@sahara/protocol'
import { addOffers, closeOffer, getAsset, type SaharaClient } from '@sahara/sdk'
import type { Command } from 'commander'
import { createContext } from '../context.ts'
import { confirmAction } from '../inputs/confirmAction.ts'
import { offerForm, parseOffer } from '../inputs/parseOffer.ts'
import { readTerms } from '../inputs/readTerms.ts'
import { resolveAsset } from '../inputs/resolveAsset.ts'
import { resolveOffer } from '../inputs/resolveOffer.ts'
import { readPolicyTexts } from '../operations/readPolicyTexts.ts'
import { toExamples } from '../terminal/toExamples.ts'
import { toCount } from '../terminal/words.ts'

/** `sahara offer`: what is sold of an asset you own. */
export function defineOfferCommand(offer: Command): void {
  offer
    .command('add <asset> <offer...>')
    .description(`add offers, each written as "${offerForm}"`)
    .option(
      '--terms <spdx>',
      "licence, by SPDX id or @FILE; the asset's own unless told",
    )
    .addHelpText(
      'after',
      toExamples(
        'offer add 0x3fa1b2c4d5 "download 5"',
        'offer add 0x3fa1b2c4d5 "compute 2 for 30d" "download,derive 20 royalty 10%"',
        'offer add 0x3fa1b2c4d5 "download 5 refund 48h limit 100"',
        'offer add 0x3fa1b2c4d5 "download 5 policy 0x70997970…"',
      ),
    )
    .action(
      async (
        text: string,
        texts: string[],
        flags: { terms?: string },
        command: Command,
      ) => {
        const { client, unlock, progress, print, note } = createContext(command)
        const parsed = texts.map(parseOffer)
        const assetId = await resolveAsset(client, text)
        const terms = flags.terms
          ? await readTerms(flags.terms)
          : await ownTerms(client, assetId)
        const told = await readPolicyTexts(client, parsed)
        for (const [index, { policyText }] of told.entries())
          if (policyText) note(`Who buys "${texts[index]}" ${policyText}.`)
        const { account } = await unlock()
        progress.step('Adding the offers')
        const { offerIds } = await addOffers(client, {
          account,
          assetId,
          offers: parsed.map((one) => ({ ...one, terms })),
        })
        print({ assetId, offerIds }, () => [
          `Added ${toCount(offerIds.length, 'offer')}.`,
        ])
      },
    )
  offer
    .command('close <offer>')
    .description('end an offer for good; what was bought stays')
    .option('-y, --yes', 'do not ask')
    .addHelpText('after', toExamples('offer close 0x3fa1b2c4d5/0'))
    .action(
      async (text: string, flags: { yes?: boolean }, command: Command) => {
        const { client, unlock, progress, print } = createContext(command)
        const offerId = await resolveOffer(client, text)
        await confirmAction('Close the offer for good?', flags)
        const { account } = await unlock()
        progress.step('Closing the offer')
        const { transactionHash } = await closeOffer(client, {
          account,
          offerId,
        })
        print({ offerId, transactionHash }, () => ['Closed.'])
      },
    )
}

/** The terms of an asset's metadata, whose hash its offers carry. */
async function ownTerms(
  client: SaharaClient,
  assetId: string,
): Promise<string> {
  const { metadata } = await getAsset(client, { assetId })
  const block = saharaBlockSchema.safeParse(metadata?.sahara)
  if (block.success) return block.data.terms
  throw new SaharaError('The node does not know the terms of the asset.', {
    code: 'METADATA_INVALID',
    hint: 'Give them with --terms.',
  })
}
