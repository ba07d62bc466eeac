import { addresses } from '@sahara/protocol'
import { keepersAbi } from '@sahara/protocol/abis'
import type { Hash, Hex } from 'viem'
import type { SaharaClient } from '../createSaharaClient.ts'
import { write } from '../internal/write.ts'
import type {
  SenderParameters,
  SentReturnType,
} from '../internal/writeSaharaId.ts'

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
  const { transactionHash } = await write(client, {
    account,
    address: addresses.keepers,
    abi: keepersAbi,
    functionName: 'answer',
    args: [challengeId, sealedShare],
    signal,
  })
  return { transactionHash }
}
