import { addresses, assetIdOf, SaharaError } from '@sahara/protocol'
import { type DepositBody, depositTypedData } from '@sahara/vault'
import { type Hex, isAddressEqual } from 'viem'
import type { KeeperModules } from './keeperModules.ts'
import { openKeyShare } from './openKeyShare.ts'
import { settleDeposits } from './settleDeposits.ts'
import { isOrderedDropped } from './shredKeyShares.ts'

/** How long a keeper holds what was not published: 15 days. */
const maxLifetimeSeconds = 15 * 86_400

/**
 * How long its room is taken by what came before its version, however soon it
 * expires: what is dropped must be remembered, so nobody may fill the room
 * more often than once a day.
 */
const roomSeconds = 86_400

/**
 * Takes a key share that can be the committed one, and signs for it once it
 * is durable; see specs/key-shares.md.
 *
 * @throws {SaharaError} `KEEPER_DEPOSIT_REFUSED`, `KEEPER_QUOTA_EXCEEDED`,
 *   `CHAIN_UNREACHABLE`
 */
export async function acceptDeposit(
  modules: KeeperModules,
  body: DepositBody,
): Promise<{ signature: Hex }> {
  const { common, identity, chain, shares, limits } = modules
  const { account, chainId } = identity
  const { message, proof, sealed } = body
  const { assetId, version, commitment, publisher, expiresAt } = message
  const now = Math.floor(common.clock.now() / 1_000)
  if (!isAddressEqual(account.address, message.keeper))
    throw refused('The key share is for another keeper.')
  if (expiresAt <= now || expiresAt > now + maxLifetimeSeconds)
    throw refused(
      'The deposit has expired, or expires in more than 15 days.',
      'Deposit anew, and compare the clocks.',
    )
  const block = await chain.finalBlock()
  const typedData = depositTypedData(chainId, message)
  if (
    !(await chain.isSignedBy(
      publisher,
      typedData,
      body.signature,
      block.number,
    ))
  )
    throw refused('The publisher did not sign the deposit.')
  const deposit = { message, proof, sealed }
  if ((await openKeyShare(deposit, identity.identity)) === undefined)
    throw refused(
      'The key share does not meet its hash, or its proof not the commitment.',
      'Encrypt it to the recipient that stands on chain for the keeper.',
    )

  const onChain = await chain.commitment(assetId, version, block.number)
  if (onChain === undefined) {
    await checkRight(modules, body, block.number)
    // Some may be on chain by now, and then take no room.
    if (shares.countPending(publisher) >= limits.maxPendingPerPublisher)
      await settleDeposits(modules, publisher)
  } else if (onChain !== commitment)
    throw refused(
      'The version is on chain with other key shares.',
      'Only the key shares that were committed on chain can be deposited.',
    )
  else if (await chain.isShredded(assetId, version, block.number))
    throw refused('The owner ordered the key shares of this version dropped.')
  const roomUntil = block.time + roomSeconds
  shares.add(
    deposit,
    onChain === undefined ? { ...limits, roomUntil } : undefined,
  )
  if (onChain !== undefined) shares.settle(message)
  if (await isOrderedDropped(modules, message))
    throw refused('The owner ordered the key shares of this version dropped.')

  common.logger.info({ assetId, version, publisher }, 'took a key share')
  return { signature: await account.signTypedData(typedData) }
}

/** Who may give out key shares of a version that is not on chain. */
async function checkRight(
  { identity, chain }: KeeperModules,
  { message, salt }: DepositBody,
  blockNumber: bigint,
): Promise<void> {
  const { assetId, version, publisher } = message
  const { active, epoch } = await chain.registration(
    identity.account.address,
    blockNumber,
  )
  if (!active || epoch !== BigInt(message.epoch))
    throw refused(
      'The epoch is not that of the keeper now.',
      'Read the keeper from the chain again, and split the key anew.',
    )
  const asset = await chain.asset(assetId, blockNumber)
  // Only its publisher can derive the id of an asset to come.
  const derived = assetIdOf({
    chainId: identity.chainId,
    registry: addresses.assetRegistry,
    publisher,
    salt,
  })
  const mayDeposit = asset.owner
    ? isAddressEqual(asset.owner, publisher) && version === asset.versions + 1
    : derived === assetId && version === 1
  if (!mayDeposit)
    throw refused(
      'Only the owner of the asset gives out key shares of its next version.',
    )
}

function refused(message: string, hint?: string): SaharaError {
  return new SaharaError(message, { code: 'KEEPER_DEPOSIT_REFUSED', hint })
}
