import { addresses } from '@sahara/protocol'
import { nativeAdapterAbi } from '@sahara/protocol/abis'
import type { SaharaClient } from '../createSaharaClient.ts'
import { ensureAllowance } from '../internal/allowance.ts'
import { requireAccount } from '../internal/requireAccount.ts'
import {
  type SenderParameters,
  type SentReturnType,
  send,
} from '../internal/write.ts'

export type UnwrapCoinParameters = SenderParameters & {
  /** Wei of SAHARA. */
  amountWei: bigint
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
  { amountWei, signal, ...sender }: UnwrapCoinParameters,
): Promise<SentReturnType> {
  const account = requireAccount(client, sender.account)
  const { nativeAdapter } = addresses
  await ensureAllowance(client, {
    account,
    spender: nativeAdapter,
    amountWei,
    signal,
  })
  return send(client, {
    account,
    address: nativeAdapter,
    abi: nativeAdapterAbi,
    functionName: 'withdraw',
    args: [amountWei],
    signal,
  })
}
