import {
  type AssetId,
  type Kind,
  type Relation,
  relations,
  SaharaError,
} from '@sahara/protocol'
import {
  findDeriveLicence,
  getAsset,
  getOffer,
  type SaharaClient,
} from '@sahara/sdk'
import type { Address, Hex } from 'viem'
import { clean } from '../terminal/clean.ts'
import { resolveAsset } from './resolveAsset.ts'
import { resolveOffer } from './resolveOffer.ts'

/** A parent, found, with the licence that allows to derive from it. */
export type ResolvedParent = {
  assetId: AssetId
  /** The derive licence whose terms bind the derivative. */
  offerId: Hex
  relation: Relation
  title: string
  /** What the derivative owes, in basis points. */
  royalty: number
}

/**
 * A parent of what is published, from `ASSET[/OFFER][:RELATION]`. Without an
 * offer it is the derive licence that the account holds; without a relation it
 * is the usual one between the two kinds.
 *
 * @throws {SaharaError} `INPUT_INVALID`, `LICENCE_NOT_HELD`, `ASSET_NOT_FOUND`
 */
export async function resolveParent(
  client: SaharaClient,
  parameters: { text: string; account: Address; kind: Kind },
): Promise<ResolvedParent> {
  const { text, account, kind } = parameters
  const [reference = '', relation, more] = text.split(':')
  if (more !== undefined) throw malformed(text)
  const assetId = await resolveAsset(client, reference.split('/')[0] ?? '')
  const parent = await getAsset(client, { assetId })
  const licence = reference.includes('/')
    ? await named(client, reference)
    : await findDeriveLicence(client, { account, assetId })
  return {
    assetId,
    ...licence,
    relation: relation
      ? parseRelation(relation, text)
      : usualRelation(kind, parent.kind),
    title: clean(parent.title),
  }
}

async function named(client: SaharaClient, reference: string) {
  const offerId = await resolveOffer(client, reference)
  const { royalty } = await getOffer(client, { offerId })
  return { offerId, royalty }
}

function parseRelation(text: string, whole: string): Relation {
  const name = text.toUpperCase().replaceAll('-', '_')
  const relation = relations.find((one) => one === name)
  if (relation) return relation
  throw malformed(whole)
}

function usualRelation(child: Kind, parent: Kind): Relation {
  if (child === 'agent') return 'USES'
  if (child === 'model') {
    if (parent === 'dataset') return 'TRAINED_ON'
    if (parent === 'model') return 'FINETUNED_FROM'
  }
  return child === parent ? 'DERIVED_FROM' : 'USES'
}

function malformed(text: string): SaharaError {
  const names = relations.map((one) => one.toLowerCase().replaceAll('_', '-'))
  return new SaharaError(`${clean(text)} names no parent.`, {
    code: 'INPUT_INVALID',
    hint: `Write ASSET, ASSET/OFFER or ASSET:RELATION; relations are ${names.join(', ')}.`,
  })
}
