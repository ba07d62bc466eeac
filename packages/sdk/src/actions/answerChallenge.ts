import { addresses } from '@sahara/protocol'
import { keepersAbi } from '@sahara/protocol/abis'
import type { Hash, Hex } from 'viem'
import type { SaharaClient } from '../createSaharaClient.ts'
import {
  type SenderParameters,
  type SentReturnType,
  send,
} from '../internal/write.ts'

export type AnswerChallengeParameters = SenderParameters & {
  challengeId: Hash
  /** The key share, encrypted to the challenger's recipient. */
  sealedShare: Hex
}

/**
 * Answers a challenge, as the keeper that was asked; what the challenger put
 * aside for that is then the keeper's.
 *
 * @throws {SaharaError} `ACCOUNT_MISSING`, `GAS_BALANCE_TOO_LOW`,
 * `KEEPER_CHALLENGE_OVER`, `CHAIN_UNREACHABLE`, `TRANSACTION_REVERTED`,
 * `TRANSACTION_NOT_FINAL`, `JOURNAL_INVALID`
 */
export async function answerChallenge(
  client: SaharaClient,
  parameters: AnswerChallengeParameters,
): Promise<SentReturnType> {
  const { account, challengeId, sealedShare, signal } = parameters
  return send(client, {
    account,
    address: addresses.keepers,
    abi: keepersAbi,
    functionName: 'answer',
    args: [challengeId, sealedShare],
    signal,
  })
}
