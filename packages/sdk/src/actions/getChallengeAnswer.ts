import { addresses, SaharaError } from '@sahara/protocol'
import { keepersAbi } from '@sahara/protocol/abis'
import { decryptWith, type SignedDeposit, shareHashOf } from '@sahara/vault'
import { bytesToHex, type Hash, type Hex, hexToBytes } from 'viem'
import type { SaharaClient } from '../createSaharaClient.ts'
import { rethrowChainError } from '../internal/toChainError.ts'

export type GetChallengeAnswerParameters = {
  challengeId: Hash
  /** The block of the challenge, or one before it. */
  fromBlock: bigint
  deposit: SignedDeposit
  /** age identity of the recipient that the challenge named. */
  identity: string
}

/** The key share, in hexadecimal; undefined while there is no answer. */
export type GetChallengeAnswerReturnType =
  | { keyShare: Hex; transactionHash: Hash }
  | undefined

/**
 * The answer to a challenge, opened and checked.
 *
 * @throws {SaharaError} `KEEPER_LIED` when it is not the key share it says;
 * `CHAIN_UNREACHABLE`
 */
export async function getChallengeAnswer(
  client: SaharaClient,
  parameters: GetChallengeAnswerParameters,
): Promise<GetChallengeAnswerReturnType> {
  const { challengeId, deposit, identity, fromBlock } = parameters
  const events = await client.chain
    .getContractEvents({
      address: addresses.keepers,
      abi: keepersAbi,
      eventName: 'KeeperAnswered',
      args: { challengeId },
      fromBlock,
      toBlock: 'finalized',
      strict: true,
    })
    .catch(rethrowChainError)
  const event = events.at(-1)
  if (!event) return undefined
  const value = await decryptWith(
    identity,
    hexToBytes(event.args.sealedShare),
  ).catch(() => undefined)
  const { transactionHash } = event
  if (!value || shareHashOf({ ...deposit, value }) !== deposit.shareHash)
    throw new SaharaError('The keeper answered with another key share.', {
      code: 'KEEPER_LIED',
      hint: 'Show others the answer and the identity that opens it; nothing on chain can tell.',
      details: { keeper: deposit.keeper, challengeId, transactionHash },
    })
  return { keyShare: bytesToHex(value), transactionHash }
}
