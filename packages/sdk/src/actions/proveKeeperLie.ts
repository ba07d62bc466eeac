import { addresses } from '@sahara/protocol'
import { keepersAbi } from '@sahara/protocol/abis'
import type { RequestAnswer, SignedDeposit } from '@sahara/vault'
import { parseEventLogs } from 'viem'
import type { SaharaClient } from '../createSaharaClient.ts'
import { toDepositArgument } from '../internal/toDepositArgument.ts'
import { type SenderParameters, write } from '../internal/write.ts'

export type ProveKeeperLieParameters = SenderParameters & {
  /** What the keeper signed when it took the key share. */
  deposit: SignedDeposit
  /** What it signed when it gave away another: the `answer` of `KEEPER_LIED`. */
  answer: Pick<RequestAnswer, 'message' | 'signature'>
}

/**
 * Shows on chain that a keeper signed one key share when it took it, and
 * another when it gave it away: it loses its whole stake.
 *
 * @throws {SaharaError} `ACCOUNT_MISSING`, `GAS_BALANCE_TOO_LOW`,
 * `KEEPER_CHALLENGE_REFUSED`, `CHAIN_UNREACHABLE`, `TRANSACTION_NOT_FINAL`,
 * `JOURNAL_INVALID`
 */
export async function proveKeeperLie(
  client: SaharaClient,
  { account, deposit, answer, signal }: ProveKeeperLieParameters,
): Promise<{ penaltyWei: bigint }> {
  const { message, signature } = answer
  const given = {
    ...message,
    assetId: BigInt(message.assetId),
    blockNumber: BigInt(message.blockNumber),
  }
  const { logs } = await write(client, {
    account,
    address: addresses.keepers,
    abi: keepersAbi,
    functionName: 'proveLie',
    args: [toDepositArgument(deposit), deposit.signature, given, signature],
    signal,
  })
  const events = parseEventLogs({
    abi: keepersAbi,
    eventName: 'KeeperLied',
    logs,
  })
  return {
    penaltyWei: events.reduce((sum, { args }) => sum + args.penalty, 0n),
  }
}
