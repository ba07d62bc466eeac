import { addresses } from '@sahara/protocol'
import { keepersAbi } from '@sahara/protocol/abis'
import type { Address } from 'viem'
import type { SaharaClient } from '../createSaharaClient.ts'
import {
  type SenderParameters,
  type SentReturnType,
  send,
} from '../internal/write.ts'

export type NameSuccessorParameters = SenderParameters & {
  /** A listed keeper. */
  successor: Address
}

/**
 * Says, as a keeper, who holds its key shares after it: clients then ask both.
 *
 * @throws {SaharaError} `ACCOUNT_MISSING`, `GAS_BALANCE_TOO_LOW`,
 * `KEEPER_NOT_REGISTERED` unless both are keepers, `CHAIN_UNREACHABLE`,
 * `TRANSACTION_REVERTED`, `TRANSACTION_NOT_FINAL`, `JOURNAL_INVALID`
 */
export async function nameSuccessor(
  client: SaharaClient,
  { account, successor, signal }: NameSuccessorParameters,
): Promise<SentReturnType> {
  return send(client, {
    account,
    address: addresses.keepers,
    abi: keepersAbi,
    functionName: 'nameSuccessor',
    args: [successor],
    signal,
  })
}
