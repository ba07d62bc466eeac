import { type AssetId, parseMetadata } from '@sahara/protocol'
import { commitmentRootOf } from '@sahara/vault'
import { type Hex, type LocalAccount, sha256, stringToBytes } from 'viem'
import { z } from 'zod'
import { checkKeepers } from '../actions/checkKeepers.ts'
import type { SaharaClient } from '../createSaharaClient.ts'
import { readEntry } from './readEntry.ts'
import {
  type SealForKeepersParameters,
  sealForKeepers,
} from './sealForKeepers.ts'
import { transactionKey } from './sendTransaction.ts'

/** What comes on chain late may find the keepers without their key shares. */
const marginSeconds = 86_400

const preparedSchema = z.strictObject({
  /** The document, byte for byte. */
  metadata: z.string(),
  /** The key shares, encrypted to their keepers. */
  sealedShares: z.array(z.string()),
  /** Until when the keepers wait, in seconds since 1970. */
  depositedUntil: z.int().optional(),
})

export type PreparedPublication = z.infer<typeof preparedSchema>

/** A publication of an asset, or of a later version of it. */
export type NamedPublication = {
  account: LocalAccount
  assetId: AssetId
  version: number
  /** Names it, since a version that came to nothing may be tried again. */
  salt: Hex
  /** Names its transaction. */
  transaction: string
}

/** Where the journal keeps what is sealed, until it is on chain. */
export function preparedKey(
  publication: Pick<NamedPublication, 'assetId' | 'version' | 'salt'>,
): string {
  const { assetId, version, salt } = publication
  return `publish:prepared:${assetId}:${version}:${salt}`
}

/**
 * Seals, and writes down what came of it: from there on no secret is needed
 * any more. What was sealed earlier is taken as it is, unless its keepers
 * still have to be asked and are not what they were.
 *
 * @throws {SaharaError} `JOURNAL_INVALID`, what `sealForKeepers` throws
 */
export async function preparePublication(
  client: SaharaClient,
  parameters: NamedPublication & SealForKeepersParameters,
): Promise<PreparedPublication> {
  const { account, transaction } = parameters
  const earlier = await readPrepared(client, parameters)
  if (
    earlier &&
    (isDeposited(client, earlier) || (await canDeposit(client, earlier)))
  )
    return earlier
  const { metadata, sealedShares } = await sealForKeepers(client, parameters)
  // An earlier one names key shares that keepers may have forgotten.
  await client.journal.delete(transactionKey(account.address, transaction))
  const prepared: PreparedPublication = {
    metadata: JSON.stringify(metadata),
    sealedShares,
  }
  await client.journal.set(preparedKey(parameters), JSON.stringify(prepared))
  return prepared
}

/**
 * What an earlier call sealed.
 *
 * @throws {SaharaError} `JOURNAL_INVALID`
 */
export async function readPrepared(
  client: SaharaClient,
  publication: Parameters<typeof preparedKey>[0],
): Promise<PreparedPublication | undefined> {
  return readEntry(client.journal, preparedKey(publication), preparedSchema)
}

/** What the chain is told of it. */
export function digestsOf({ metadata }: PreparedPublication): {
  metadata: Hex
  commitment: Hex
} {
  const { sahara: block } = parseMetadata(metadata)
  return {
    metadata: sha256(stringToBytes(metadata)),
    commitment: commitmentRootOf(block),
  }
}

/** Whether the keepers wait for it longer than publishing takes. */
export function isDeposited(
  client: SaharaClient,
  { depositedUntil }: PreparedPublication,
): boolean {
  return (
    depositedUntil !== undefined &&
    client.clock.now() / 1_000 < depositedUntil - marginSeconds
  )
}

/** Whether each keeper has room, and is registered as when its share was sealed. */
async function canDeposit(
  client: SaharaClient,
  { metadata }: PreparedPublication,
): Promise<boolean> {
  const checked = await checkKeepers(client)
  const ready = checked.filter(({ takesDeposits }) => takesDeposits)
  const registrations = new Set(
    ready.map(({ address, epoch }) => `${address.toLowerCase()} ${epoch}`),
  )
  return parseMetadata(metadata).sahara.keyShares.every(({ keeper, epoch }) =>
    registrations.has(`${keeper} ${epoch}`),
  )
}
