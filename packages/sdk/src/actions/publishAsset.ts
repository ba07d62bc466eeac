import {
  type AssetId,
  addresses,
  assetIdOf,
  bondAgreementOf,
  type Kind,
  kinds,
  type Relation,
  relations,
  SaharaError,
} from '@sahara/protocol'
import {
  assetRegistryAbi,
  escrowAbi,
  parametersAbi,
} from '@sahara/protocol/abis'
import type { Address, Hex, LocalAccount } from 'viem'
import type { SaharaClient } from '../createSaharaClient.ts'
import { requireAccount } from '../internal/requireAccount.ts'
import { signBond } from '../internal/signBond.ts'
import { rethrowChainError } from '../internal/toChainError.ts'
import { type OfferInput, toOfferTerms } from '../internal/toOfferTerms.ts'
import { write } from '../internal/write.ts'

export type PublishAssetParameters = {
  /** Owns the asset and pays the bond. @default the client's account */
  account?: LocalAccount | undefined
  /** 32 random bytes, saved before the call: they make the asset id. */
  salt: Hex
  kind: Kind
  /** sha2-256 digest of the metadata document. */
  metadata: Hex
  /** Merkle root of the key commitments of version 1. */
  commitment: Hex
  parents?:
    | readonly {
        assetId: AssetId
        /** A derive offer whose licence the account holds. */
        offerId: Hex
        relation: Relation
      }[]
    | undefined
  /** Shares add up to 10,000. @default all to the publisher */
  contributors?: readonly { account: Address; shares: number }[] | undefined
  offers?: readonly OfferInput[] | undefined
  signal?: AbortSignal | undefined
}

/**
 * Registers an asset on chain with its lineage, shares and offers, pays the
 * bond in the same transaction, and returns once that is final. An asset that
 * was registered before with the same metadata is returned as it is.
 *
 * @throws {SaharaError} `INPUT_INVALID` when the salt published something
 * else, `TOKEN_BALANCE_TOO_LOW`, `TRANSACTION_REVERTED`,
 * `TRANSACTION_NOT_FINAL`, `CHAIN_UNREACHABLE`
 */
export async function publishAsset(
  client: SaharaClient,
  parameters: PublishAssetParameters,
): Promise<{ assetId: AssetId }> {
  const account = requireAccount(client, parameters.account)
  const { salt, metadata, commitment, signal } = parameters
  const chainId = await client.chain.getChainId().catch(rethrowChainError)
  const assetId = assetIdOf({
    chainId,
    registry: addresses.assetRegistry,
    publisher: account.address,
    salt,
  })
  if (await isPublished(client, assetId, parameters)) return { assetId }

  const publication = {
    salt,
    kind: kinds.indexOf(parameters.kind) + 1,
    metadata,
    commitment,
    parents: (parameters.parents ?? []).map((parent) => ({
      assetId: BigInt(parent.assetId),
      offerId: parent.offerId,
      relation: relations.indexOf(parent.relation),
    })),
    contributors: parameters.contributors ?? [],
    offers: (parameters.offers ?? []).map(toOfferTerms),
  }
  const call = {
    account,
    address: addresses.assetRegistry,
    abi: assetRegistryAbi,
    key: `publish:${assetId}`,
    signal,
  }
  const bondWei = await missingBond(client, assetId, account.address)
  try {
    if (bondWei === 0n)
      await write(client, {
        ...call,
        functionName: 'publish',
        args: [publication],
      })
    else
      await write(client, {
        ...call,
        functionName: 'publishWithAuthorization',
        args: [
          publication,
          await signBond(client, { account, assetId, bondWei }),
        ],
      })
  } catch (error) {
    if (!isPublishedAlready(error)) throw error
  }
  if (await isPublished(client, assetId, parameters)) return { assetId }
  throw new SaharaError('The asset is registered but not final yet.', {
    code: 'TRANSACTION_NOT_FINAL',
    hint: 'Call again with the same salt: it publishes once.',
    retryable: true,
  })
}

/** At a final block. Another asset under this id is an error. */
async function isPublished(
  client: SaharaClient,
  assetId: AssetId,
  { metadata, commitment }: PublishAssetParameters,
): Promise<boolean> {
  const contract = {
    address: addresses.assetRegistry,
    abi: assetRegistryAbi,
    blockTag: 'finalized',
  } as const
  const id = BigInt(assetId)
  const exists = await client.chain
    .readContract({
      ...contract,
      functionName: 'exists',
      args: [id],
    })
    .catch(rethrowChainError)
  if (!exists) return false
  const first = await client.chain
    .readContract({
      ...contract,
      functionName: 'versionOf',
      args: [id, 1],
    })
    .catch(rethrowChainError)
  if (
    first.metadata === metadata.toLowerCase() &&
    first.commitment === commitment.toLowerCase()
  )
    return true
  throw new SaharaError('This salt published something else.', {
    code: 'INPUT_INVALID',
    hint: 'Make a new salt for each asset.',
    details: { assetId },
  })
}

/** The bond to pay now; 0 when none is asked or it lies in Escrow already. */
async function missingBond(
  client: SaharaClient,
  assetId: AssetId,
  payer: Address,
): Promise<bigint> {
  const [bondWei, { free }] = await Promise.all([
    client.chain.readContract({
      address: addresses.parameters,
      abi: parametersAbi,
      functionName: 'publishBond',
    }),
    client.chain.readContract({
      address: addresses.escrow,
      abi: escrowAbi,
      functionName: 'depositOf',
      args: [bondAgreementOf(assetId, payer)],
    }),
  ]).catch(rethrowChainError)
  return free >= bondWei ? 0n : bondWei
}

function isPublishedAlready(error: unknown): boolean {
  return (
    SaharaError.isInstance(error) &&
    error.details.error === 'AssetRegistryAlreadyPublished'
  )
}
