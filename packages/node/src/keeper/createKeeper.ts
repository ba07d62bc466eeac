import type { Common } from '@sahara/common'
import { addresses, assetIdOf, SaharaError } from '@sahara/protocol'
import {
  ageOpen,
  ageSeal,
  answerTypedData,
  type DepositBody,
  depositTypedData,
  type RequestAnswer,
  type RequestBody,
  requestTypedData,
  shareHashOf,
} from '@sahara/vault'
import { type Hex, hashTypedData, keccak256 } from 'viem'
import { type ChainReader, isSame } from './createChainReader.ts'
import type { KeyShareStore, StoredKeyShare } from './createKeyShareStore.ts'
import type { NonceStore } from './createNonceStore.ts'
import type { ReleaseLog } from './createReleaseLog.ts'
import type { KeeperIdentity } from './openIdentity.ts'

/** How far in the future a request may expire. */
const maxLifetimeSeconds = 300

export type Keeper = {
  /** Takes one key share and signs for it, once it is durable. */
  deposit: (body: DepositBody) => Promise<{ signature: Hex }>
  /** Answers one request for a key share, or throws why not. */
  release: (body: RequestBody) => Promise<RequestAnswer>
}

/**
 * A keeper holds one key share of many asset versions and gives each only to
 * who may open the asset. Nothing leaves before `canOpen` was true at a final
 * block, and a plain key share never touches disk, a log or an error.
 */
export function createKeeper(parameters: {
  common: Common
  identity: KeeperIdentity
  chain: ChainReader
  shares: KeyShareStore
  nonces: NonceStore
  releases: ReleaseLog
}): Keeper {
  const { common, identity, chain, shares, nonces, releases } = parameters
  const { account, chainId } = identity
  const logger = common.logger.child({ module: 'keeper' })

  async function deposit(body: DepositBody): Promise<{ signature: Hex }> {
    const { message, salt, sealed, signature } = body
    const { assetId, version, publisher } = message
    if (!isSame(account.address, message.keeper))
      throw refused('The key share is for another keeper.')
    const typedData = depositTypedData(chainId, message)
    const blockNumber = await chain.finalBlock()
    if (!(await chain.isSignedBy(publisher, typedData, signature, blockNumber)))
      throw refused('The publisher did not sign the deposit.')
    const registration = await chain.registration(account.address, blockNumber)
    if (!registration.active || registration.epoch !== BigInt(message.epoch))
      throw refused('The epoch is not that of the keeper now.', true)

    const value = await ageOpen(fromBase64(sealed), identity.identity)
    if (
      value === undefined ||
      shareHashOf({ ...message, value }) !== message.shareHash
    )
      throw refused('The key share does not meet its hash.')

    await shares.update(assetId, version, async (held) => {
      if (held && sameDeposit(held, body)) return undefined
      const asset = await chain.asset(assetId, await chain.finalBlock())
      if (held && version <= asset.versions)
        throw refused('The keeper holds the key share of this version already.')
      // Only its publisher can derive the id of an asset to come.
      const derived = assetIdOf({
        chainId,
        registry: addresses.assetRegistry,
        publisher,
        salt,
      })
      const mayDeposit = asset.owner
        ? isSame(asset.owner, publisher) && version <= asset.versions + 1
        : derived === assetId && version === 1
      if (!mayDeposit)
        throw refused('Only the owner of the asset gives out its key shares.')
      return body
    })
    logger.info({ assetId, version, publisher }, 'took a key share')
    return { signature: await account.signTypedData(typedData) }
  }

  async function release(body: RequestBody): Promise<RequestAnswer> {
    const { message, requester, signature } = body
    const { assetId, version } = message
    const now = Math.floor(common.clock.now() / 1_000)
    if (!isSame(account.address, message.keeper))
      throw invalid('The request is for another keeper.')
    if (message.expiresAt <= now) throw invalid('The request has expired.')
    if (message.expiresAt > now + maxLifetimeSeconds)
      throw invalid('The request expires in more than five minutes.')
    const typedData = requestTypedData(chainId, message)
    const blockNumber = await chain.finalBlock()
    if (!(await chain.isSignedBy(requester, typedData, signature, blockNumber)))
      throw invalid('The requester did not sign the request.')
    const { nonce, expiresAt } = message
    if (!nonces.use({ requester, nonce, expiresAt, now }))
      throw invalid('The request was used before.')

    const context = BigInt(message.context)
    const question = { requester, assetId, version, context, blockNumber }
    if (!(await chain.canOpen(question)))
      throw new SaharaError('The account may not open this asset.', {
        code: 'KEEPER_ACCESS_DENIED',
        hint: 'Buy a licence with the download right; it counts once final.',
        details: { requester, assetId, version, blockNumber },
      })

    const held = await shares.get(assetId, version)
    if (held === undefined)
      throw new SaharaError('The keeper has no key share of this version.', {
        code: 'KEEPER_SHARE_UNKNOWN',
        details: { assetId, version },
      })
    const value = await ageOpen(fromBase64(held.sealed), identity.identity)
    if (value === undefined)
      throw new SaharaError('A stored key share is damaged.', {
        code: 'INTERNAL',
        details: { assetId, version },
      })
    const sealed = await ageSeal(value, message.recipient).catch((cause) => {
      throw invalid('The recipient is malformed.', cause)
    })

    const requestHash = hashTypedData(typedData)
    const answer: RequestAnswer['message'] = {
      requestHash,
      assetId,
      version,
      index: held.message.index,
      shareHash: held.message.shareHash,
      sealedHash: keccak256(sealed),
      blockNumber: Number(blockNumber),
    }
    await releases.append({
      at: new Date(common.clock.now()).toISOString(),
      requester,
      assetId,
      version,
      context: message.context,
      blockNumber: answer.blockNumber,
      requestHash,
    })
    logger.info({ requester, assetId, version }, 'released a key share')
    return {
      message: answer,
      sealed: Buffer.from(sealed).toString('base64'),
      signature: await account.signTypedData(answerTypedData(chainId, answer)),
    }
  }

  return { deposit, release }
}

/** The same share for the same index and epoch; the ciphertext may differ. */
function sameDeposit(held: StoredKeyShare, body: DepositBody): boolean {
  return (
    held.message.publisher === body.message.publisher &&
    held.message.index === body.message.index &&
    held.message.epoch === body.message.epoch &&
    held.message.shareHash === body.message.shareHash
  )
}

function fromBase64(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'base64'))
}

function refused(message: string, retryable = false): SaharaError {
  return new SaharaError(message, { code: 'KEEPER_DEPOSIT_REFUSED', retryable })
}

function invalid(message: string, cause?: unknown): SaharaError {
  return new SaharaError(message, { code: 'KEEPER_REQUEST_INVALID', cause })
}
