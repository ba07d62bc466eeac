import { addresses } from '@sahara/protocol'
import { nativeAdapterAbi } from '@sahara/protocol/abis'
import type { Hex } from 'viem'
import type { SaharaClient } from '../createSaharaClient.ts'
import {
  type SenderParameters,
  type SentReturnType,
  send,
} from '../internal/write.ts'

export type WrapCoinParameters = SenderParameters & {
  /** Wei of native coin; what pays for gas is left. */
  amountWei: bigint
  /**
   * Names this operation (32 random bytes). Save it before calling: called
   * again with the same and one journal, it moves nothing more.
   */
  operationId: Hex
}

/**
 * Makes SAHARA that pays for licences of native coin of the account, one to
 * one.
 *
 * @throws {SaharaError} `ACCOUNT_MISSING`, `GAS_BALANCE_TOO_LOW`,
 * `CHAIN_UNREACHABLE`, `TRANSACTION_REVERTED`, `TRANSACTION_NOT_FINAL`,
 * `JOURNAL_INVALID`
 */
export async function wrapCoin(
  client: SaharaClient,
  { account, amountWei, operationId, signal }: WrapCoinParameters,
): Promise<SentReturnType> {
  return send(client, {
    account,
    address: addresses.nativeAdapter,
    abi: nativeAdapterAbi,
    functionName: 'deposit',
    args: [],
    value: amountWei,
    key: `wrap:${operationId}`,
    isKept: true,
    signal,
  })
}
