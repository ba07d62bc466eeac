import { SaharaError } from '@sahara/protocol'
import {
  answerTypedData,
  encryptTo,
  type RequestAnswer,
  type RequestBody,
  requestTypedData,
} from '@sahara/vault'
import { hashTypedData, isAddressEqual, keccak256 } from 'viem'
import { checkRate } from './checkRate.ts'
import type { StoredDeposit } from './createKeyShareStore.ts'
import type { KeeperModules } from './keeperModules.ts'
import { openKeyShare } from './openKeyShare.ts'

/** How far in the future a request may expire. */
const maxLifetimeSeconds = 300

/**
 * Answers one request for a key share; see specs/key-shares.md. Nothing is
 * signed but the key share that was committed on chain.
 *
 * @throws {SaharaError} `KEEPER_REQUEST_INVALID`, `KEEPER_BUSY`,
 *   `KEEPER_ACCESS_DENIED`, `KEEPER_UNPAID`, `KEEPER_SHARE_UNKNOWN`, `CHAIN_UNREACHABLE`
 */
export async function releaseKeyShare(
  modules: KeeperModules,
  body: RequestBody,
): Promise<RequestAnswer> {
  const { common, identity, chain, releases } = modules
  const { account, chainId } = identity
  const { message, requester } = body
  const { assetId, version } = message
  const blockNumber = await checkRequest(modules, body)

  const context = BigInt(message.context)
  const question = { requester, assetId, version, context, blockNumber }
  if (!(await chain.canOpen(question)))
    throw new SaharaError('The account may not open this asset.', {
      code: 'KEEPER_ACCESS_DENIED',
      hint: 'Buy a licence with the download right; it counts once final.',
      details: { requester, assetId, version, blockNumber },
    })

  const keeper = account.address
  if (
    modules.chargesFees &&
    (await chain.isUnpaid(assetId, keeper, blockNumber))
  )
    throw new SaharaError('The owner has not paid this keeper for too long.', {
      code: 'KEEPER_UNPAID',
      hint: `Anyone may pay: sahara keeper fee ${assetId} AMOUNT`,
      details: { assetId, keeper },
    })

  const { deposit, value } = await findKeyShare(modules, body, blockNumber)
  const sealed = await encryptTo(message.recipient, value).catch((cause) => {
    throw invalid('The recipient is malformed.', cause)
  })
  const requestHash = hashTypedData(requestTypedData(chainId, message))
  const answer: RequestAnswer['message'] = {
    requestHash,
    assetId,
    version,
    index: deposit.message.index,
    shareHash: deposit.message.shareHash,
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
  common.logger.info({ requester, assetId, version }, 'released a key share')
  return {
    message: answer,
    sealed: Buffer.from(sealed).toString('base64'),
    signature: await account.signTypedData(answerTypedData(chainId, answer)),
  }
}

/** @returns the final block at which the request is answered */
async function checkRequest(
  { common, identity, chain, nonces, requesters }: KeeperModules,
  { message, requester, signature }: RequestBody,
): Promise<bigint> {
  const { nonce, expiresAt } = message
  const now = Math.floor(common.clock.now() / 1_000)
  if (!isAddressEqual(identity.account.address, message.keeper))
    throw invalid('The request is for another keeper.')
  if (expiresAt <= now) throw invalid('The request has expired.')
  if (expiresAt > now + maxLifetimeSeconds)
    throw invalid('The request expires in more than five minutes.')
  const typedData = requestTypedData(identity.chainId, message)
  const { number: blockNumber } = await chain.finalBlock()
  if (!(await chain.isSignedBy(requester, typedData, signature, blockNumber)))
    throw invalid('The requester did not sign the request.')
  if (!nonces.use({ requester, nonce, expiresAt, now }))
    throw invalid('The request was used before.')
  // Last, so that nobody's turn is used up by what others replay.
  checkRate(requesters, requester)
  return blockNumber
}

/** The key share that was committed on chain, checked once more. */
async function findKeyShare(
  { common, identity, chain, shares }: KeeperModules,
  { message: { assetId, version } }: RequestBody,
  blockNumber: bigint,
): Promise<{ deposit: StoredDeposit; value: Uint8Array }> {
  const commitment = await chain.commitment(assetId, version, blockNumber)
  if (await chain.isShredded(assetId, version, blockNumber))
    shares.order({ assetId, version, block: blockNumber })
  else if (commitment !== undefined) {
    const name = { assetId, version, commitment }
    shares.settle(name)
    const deposit = shares.get(name)
    const value = deposit && (await openKeyShare(deposit, identity.identity))
    if (deposit && value) return { deposit, value }
    if (deposit)
      common.logger.error({ assetId, version }, 'a key share is damaged')
  }
  throw new SaharaError(
    'The keeper has no key share that meets the commitment of this version.',
    {
      code: 'KEEPER_SHARE_UNKNOWN',
      hint: 'Ask the other keepers; the publisher can still deposit it.',
      details: { assetId, version },
    },
  )
}

function invalid(message: string, cause?: unknown): SaharaError {
  return new SaharaError(message, {
    code: 'KEEPER_REQUEST_INVALID',
    hint: 'Make and sign a new request, and compare the clocks.',
    cause,
  })
}
