import { addresses } from '@sahara/protocol'
import { nativeAdapterAbi } from '@sahara/protocol/abis'
import type { Hex } from 'viem'
import type { SaharaClient } from '../createSaharaClient.ts'
import { raiseAllowance } from '../internal/allowance.ts'
import { requireAccount } from '../internal/requireAccount.ts'
import {
  type SenderParameters,
  type SentReturnType,
  send,
} from '../internal/write.ts'

export type UnwrapCoinParameters = SenderParameters & {
  /** Wei of SAHARA. */
  amountWei: bigint
  /**
   * Names this operation (32 random bytes). Save it before calling: called
   * again with the same and one journal, it moves nothing more.
   */
  operationId: Hex
}

/**
 * Makes native coin, which pays for gas, of SAHARA of the account, one to one.
 *
 * @throws {SaharaError} `ACCOUNT_MISSING`, `GAS_BALANCE_TOO_LOW`,
 * `TOKEN_BALANCE_TOO_LOW`, `CHAIN_UNREACHABLE`, `TRANSACTION_REVERTED`,
 * `TRANSACTION_NOT_FINAL`, `JOURNAL_INVALID`
 */
export async function unwrapCoin(
  client: SaharaClient,
  { amountWei, operationId, signal, ...sender }: UnwrapCoinParameters,
): Promise<SentReturnType> {
  const account = requireAccount(client, sender.account)
  const { nativeAdapter } = addresses
  const key = `unwrap:${operationId}`
  await raiseAllowance(client, {
    account,
    spender: nativeAdapter,
    amountWei,
    operation: key,
    signal,
  })
  return send(client, {
    account,
    address: nativeAdapter,
    abi: nativeAdapterAbi,
    functionName: 'withdraw',
    args: [amountWei],
    key,
    isKept: true,
    signal,
  })
}
