import { addresses } from '@sahara/protocol'
import { keepersAbi } from '@sahara/protocol/abis'
import { type Hash, parseEventLogs } from 'viem'
import type { SaharaClient } from '../createSaharaClient.ts'
import { rethrowChainError } from '../internal/toChainError.ts'
import { type SenderParameters, write } from '../internal/write.ts'
import { withdrawEscrow } from './withdrawEscrow.ts'

export type SettleChallengeParameters = SenderParameters & {
  challengeId: Hash
}

export type SettleChallengeReturnType = {
  /** What the keeper lost, in wei of SAHARA. */
  penaltyWei: bigint
}

/**
 * Ends a challenge that was not answered in time: the keeper loses a part of
 * its stake and its place on the list, and the challenger gets back what was
 * put aside. Anyone may call.
 *
 * @throws {SaharaError} `ACCOUNT_MISSING`, `GAS_BALANCE_TOO_LOW`,
 * `KEEPER_CHALLENGE_OPEN`, `KEEPER_CHALLENGE_OVER`, `CHAIN_UNREACHABLE`,
 * `TRANSACTION_NOT_FINAL`, `JOURNAL_INVALID`
 */
export async function settleChallenge(
  client: SaharaClient,
  { account, challengeId, signal }: SettleChallengeParameters,
): Promise<SettleChallengeReturnType> {
  const keepers = { address: addresses.keepers, abi: keepersAbi } as const
  const { challenger } = await client.chain
    .readContract({
      ...keepers,
      functionName: 'challengeOf',
      args: [challengeId],
    })
    .catch(rethrowChainError)
  const { logs } = await write(client, {
    ...keepers,
    account,
    functionName: 'settle',
    args: [challengeId],
    signal,
  })
  await withdrawEscrow(client, { account, beneficiary: challenger, signal })
  const events = parseEventLogs({
    abi: keepersAbi,
    eventName: 'KeeperSilent',
    logs,
  })
  return {
    penaltyWei: events.reduce((sum, { args }) => sum + args.penalty, 0n),
  }
}
