import { addresses, challengeAgreementOf, SaharaError } from '@sahara/protocol'
import { escrowAbi, keepersAbi } from '@sahara/protocol/abis'
import type { SignedDeposit } from '@sahara/vault'
import {
  type Hash,
  type Hex,
  keccak256,
  parseEventLogs,
  stringToHex,
} from 'viem'
import type { SaharaClient } from '../createSaharaClient.ts'
import { fundEscrow } from '../internal/fundEscrow.ts'
import { requireAccount } from '../internal/requireAccount.ts'
import { rethrowChainError } from '../internal/toChainError.ts'
import { toDepositArgument } from '../internal/toDepositArgument.ts'
import { type SenderParameters, write } from '../internal/write.ts'

export type ChallengeKeeperParameters = SenderParameters & {
  /** What the keeper signed; `listSignedDeposits` has the publisher's. */
  deposit: SignedDeposit
  /**
   * age recipient made for this challenge, to which the answer is encrypted.
   * Save its identity before calling: called again with the same, it goes on.
   */
  recipient: string
}

export type ChallengeKeeperReturnType = {
  challengeId: Hash
  /** Until when the keeper must answer, in Unix seconds. */
  answerBy: number
  /** What the account put aside, which pays for an answer, in wei of SAHARA. */
  bondWei: bigint
  transactionHash: Hash
}

/**
 * Asks a keeper for its key share in public: it answers on chain, or loses a
 * part of its stake. The account must be one that may open the asset.
 *
 * @throws {SaharaError} `ACCOUNT_MISSING`, `GAS_BALANCE_TOO_LOW`,
 * `TOKEN_BALANCE_TOO_LOW`, `KEEPER_CHALLENGE_REFUSED`, `CHAIN_UNREACHABLE`,
 * `TRANSACTION_NOT_FINAL`, `JOURNAL_INVALID`
 */
export async function challengeKeeper(
  client: SaharaClient,
  parameters: ChallengeKeeperParameters,
): Promise<ChallengeKeeperReturnType> {
  const { deposit, recipient, signal } = parameters
  const account = requireAccount(client, parameters.account)
  const agreement = challengeAgreementOf(account.address)
  const keepers = { address: addresses.keepers, abi: keepersAbi } as const
  const [bondWei, { free }] = await Promise.all([
    client.chain.readContract({ ...keepers, functionName: 'challengeBond' }),
    client.chain.readContract({
      address: addresses.escrow,
      abi: escrowAbi,
      functionName: 'depositOf',
      args: [agreement],
    }),
  ]).catch(rethrowChainError)
  const args = [
    toDepositArgument(deposit),
    deposit.signature,
    deposit.proof,
    recipient,
  ] as const
  if (free < bondWei) {
    const salt: Hex = keccak256(
      stringToHex(`${deposit.signature} ${recipient}`),
    )
    const amountWei = bondWei - free
    await fundEscrow(client, { account, agreement, amountWei, salt, signal })
  }
  const receipt = await write(client, {
    ...keepers,
    account,
    functionName: 'challenge',
    args,
    signal,
  })
  const [event] = parseEventLogs({
    abi: keepersAbi,
    eventName: 'KeeperChallenged',
    logs: receipt.logs,
  })
  if (!event)
    throw new SaharaError('The challenge left no trace on chain.', {
      code: 'TRANSACTION_REVERTED',
      hint: 'Compare the contracts with this version of the SDK.',
      details: { transactionHash: receipt.transactionHash },
    })
  const { challengeId, answerBy } = event.args
  return {
    challengeId,
    answerBy: Number(answerBy),
    bondWei,
    transactionHash: receipt.transactionHash,
  }
}
