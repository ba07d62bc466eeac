import { SaharaError } from '@sahara/protocol'
import { base64 } from '@scure/base'
import {
  type Address,
  type Hex,
  type LocalAccount,
  verifyTypedData,
} from 'viem'
import { ageSeal } from './ageSeal.ts'
import { shareHashOf } from './commitments.ts'
import {
  type DepositBody,
  depositAnswerSchema,
  depositTypedData,
} from './keeperMessages.ts'
import { type Fetch, postToKeeper } from './postToKeeper.ts'
import type { KeyShare } from './splitContentKey.ts'

export type DepositKeeper = {
  address: Address
  endpoint: string
  /** The keeper's age recipient, from the chain. */
  recipient: string
  /** The keeper's registration the share is meant for, from the chain. */
  epoch: number
}

/** A keeper's promise, signed, that it holds a key share on disk. */
export type SignedDeposit = DepositBody['message'] & { signature: Hex }

export type DepositKeySharesParameters = {
  /** As many as `shares`: the first keeper gets the first share. */
  keepers: readonly DepositKeeper[]
  shares: readonly KeyShare[]
  assetId: string
  version: number
  /** The salt the asset id was derived with. */
  salt: Hex
  /** The publisher, or the owner for a later version. */
  account: LocalAccount
  chainId: number
  fetch?: Fetch | undefined
  /** @default 10_000 */
  timeoutMs?: number | undefined
  signal?: AbortSignal | undefined
}

/**
 * Gives each keeper its key share, encrypted to it, and collects the keepers'
 * signatures. Repeating it is safe until the version is on chain.
 *
 * @returns one signed deposit for each keeper, in their order
 * @throws {SaharaError} `KEEPER_DEPOSIT_REFUSED`, `KEEPER_UNREACHABLE`,
 *   `INPUT_INVALID`
 */
export async function depositKeyShares(
  parameters: DepositKeySharesParameters,
): Promise<SignedDeposit[]> {
  const { keepers, shares } = parameters
  const distinct = new Set(
    keepers.map((keeper) => keeper.address.toLowerCase()),
  )
  if (keepers.length !== shares.length || distinct.size !== keepers.length)
    throw new SaharaError('Each key share needs a keeper of its own.', {
      code: 'INPUT_INVALID',
      details: { keepers: distinct.size, shares: shares.length },
    })
  return Promise.all(
    shares.map((share, i) =>
      deposit(parameters, share, keepers[i] as DepositKeeper),
    ),
  )
}

async function deposit(
  parameters: DepositKeySharesParameters,
  share: KeyShare,
  keeper: DepositKeeper,
): Promise<SignedDeposit> {
  const { account, chainId, salt, signal } = parameters
  const { index, value } = share
  const assetId = parameters.assetId as Hex
  const { version } = parameters
  const message: DepositBody['message'] = {
    assetId,
    version,
    index,
    epoch: keeper.epoch,
    shareHash: shareHashOf({ assetId, version, index, value }),
    publisher: account.address.toLowerCase() as Address,
    keeper: keeper.address.toLowerCase() as Address,
  }
  const typedData = depositTypedData(chainId, message)
  const sealed = await ageSeal(value, keeper.recipient).catch((cause) => {
    throw new SaharaError('The recipient of a keeper is malformed.', {
      code: 'INPUT_INVALID',
      details: { keeper: keeper.address },
      cause,
    })
  })
  const body: DepositBody = {
    message,
    salt,
    sealed: base64.encode(sealed),
    signature: await account.signTypedData(typedData),
  }
  const { signature } = await postToKeeper({
    endpoint: keeper.endpoint,
    path: '/v1/deposits',
    body,
    schema: depositAnswerSchema,
    timeoutMs: parameters.timeoutMs ?? 10_000,
    fetch: parameters.fetch ?? globalThis.fetch,
    signal,
  })
  const signed = await verifyTypedData({
    ...typedData,
    address: keeper.address,
    signature,
  }).catch(() => false)
  if (!signed)
    // Anyone on the way could have sent this: it proves nothing about the keeper.
    throw new SaharaError('The deposit is not signed by the keeper.', {
      code: 'KEEPER_UNREACHABLE',
      retryable: true,
      details: { keeper: keeper.address },
    })
  return { ...message, signature }
}
