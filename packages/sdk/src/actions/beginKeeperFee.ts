import { addresses } from '@sahara/protocol'
import { keepersAbi } from '@sahara/protocol/abis'
import type { DepositBody } from '@sahara/vault'
import type { SaharaClient } from '../createSaharaClient.ts'
import { toDepositArgument } from '../internal/toDepositArgument.ts'
import {
  type SenderParameters,
  type SentReturnType,
  send,
} from '../internal/write.ts'

export type BeginKeeperFeeParameters = SenderParameters & {
  /** A key share of the asset that the account was dealt. */
  deposit: DepositBody['message']
  /** From its leaf to the commitment. */
  proof: DepositBody['proof']
}

/**
 * Begins to charge for an asset, as one of its keepers.
 *
 * @throws {SaharaError} `ACCOUNT_MISSING`, `GAS_BALANCE_TOO_LOW`,
 * `KEEPER_NOT_REGISTERED`, `KEEPER_CHALLENGE_REFUSED`, `CHAIN_UNREACHABLE`,
 * `TRANSACTION_REVERTED` when it charges already, `TRANSACTION_NOT_FINAL`,
 * `JOURNAL_INVALID`
 */
export async function beginKeeperFee(
  client: SaharaClient,
  { account, deposit, proof, signal }: BeginKeeperFeeParameters,
): Promise<SentReturnType> {
  return send(client, {
    account,
    address: addresses.keepers,
    abi: keepersAbi,
    functionName: 'beginFee',
    args: [toDepositArgument(deposit), proof],
    signal,
  })
}
