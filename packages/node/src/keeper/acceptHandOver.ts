import { SaharaError } from '@sahara/protocol'
import { type HandOverBody, handOverTypedData } from '@sahara/vault'
import { type Hex, isAddressEqual } from 'viem'
import type { StoredDeposit } from './createKeyShareStore.ts'
import type { KeeperModules } from './keeperModules.ts'
import { openKeyShare } from './openKeyShare.ts'
import { isOrderedDropped } from './shredKeyShares.ts'

/**
 * Takes a key share from a keeper that named this one its successor, and signs
 * for it once it is durable; see specs/key-shares.md. No keeper ever holds two
 * key shares of a version, nor takes another one than it once had.
 *
 * @throws {SaharaError} `KEEPER_DEPOSIT_REFUSED`, `CHAIN_UNREACHABLE`
 */
export async function acceptHandOver(
  modules: KeeperModules,
  { message, proof, sealed, signature }: HandOverBody,
): Promise<{ signature: Hex }> {
  const { common, identity, chain, shares } = modules
  const { account, chainId } = identity
  const { assetId, version, commitment, keeper } = message
  const { number } = await chain.finalBlock()
  const named = await chain.successorOf(keeper, number)
  if (
    !isAddressEqual(account.address, message.successor) ||
    !isAddressEqual(account.address, named)
  )
    throw refused('The keeper has named another successor, or none.')
  const typedData = handOverTypedData(chainId, message)
  if (!(await chain.isSignedBy(keeper, typedData, signature, number)))
    throw refused('The keeper did not sign the hand-over.')
  if ((await chain.commitment(assetId, version, number)) !== commitment)
    throw refused('The version is on chain with other key shares, or not yet.')
  if (await chain.isShredded(assetId, version, number))
    throw refused('The owner ordered the key shares of this version dropped.')
  const { successor: _, ...rest } = message
  const deposit: StoredDeposit = {
    // Nobody deposited it here, and it stays for good.
    message: { ...rest, publisher: keeper, expiresAt: 0 },
    proof,
    sealed,
  }
  if ((await openKeyShare(deposit, identity.identity)) === undefined)
    throw refused(
      'The key share does not meet its hash, or its proof not the commitment.',
    )
  const held = shares.get(message)?.message
  const isOther = held
    ? held.index !== message.index || held.shareHash !== message.shareHash
    : shares.commitmentsOf(message).length > 0
  if (isOther)
    throw refused('The keeper has a key share of this version already.')
  // What it was dealt itself stays as it is: it is paid for that.
  if (!held || isAddressEqual(held.keeper, keeper)) shares.add(deposit)
  shares.settle(message)
  if (await isOrderedDropped(modules, message))
    throw refused('The owner ordered the key shares of this version dropped.')
  common.logger.info({ assetId, version, keeper }, 'took over a key share')
  return { signature: await account.signTypedData(typedData) }
}

function refused(message: string): SaharaError {
  return new SaharaError(message, {
    code: 'KEEPER_DEPOSIT_REFUSED',
    hint: 'Each key share is handed to the successor on chain, which has none of the version.',
  })
}
