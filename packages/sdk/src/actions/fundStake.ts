import { addresses, fundingNonceOf, stakeAgreementOf } from '@sahara/protocol'
import { escrowAbi } from '@sahara/protocol/abis'
import type { Address, Hex } from 'viem'
import type { SaharaClient } from '../createSaharaClient.ts'
import { findAuthorizationUse } from '../internal/findAuthorizationUse.ts'
import { requireAccount } from '../internal/requireAccount.ts'
import { transactionKey } from '../internal/sendTransaction.ts'
import { signAuthorization } from '../internal/signAuthorization.ts'
import { write } from '../internal/write.ts'
import type {
  SenderParameters,
  SentReturnType,
} from '../internal/writeSaharaId.ts'

export type FundStakeParameters = SenderParameters & {
  /** Whose the money is from then on. */
  keeper: Address
  /** Wei of SAHARA. */
  amountWei: bigint
  /**
   * Names this payment (32 random bytes). Save it before calling: called again
   * with the same, it pays nothing more.
   */
  salt: Hex
}

/**
 * Puts money in Escrow for the stake of a keeper, which locks it when it
 * registers.
 *
 * @throws {SaharaError} `ACCOUNT_MISSING`, `GAS_BALANCE_TOO_LOW`,
 * `TOKEN_BALANCE_TOO_LOW`, `CHAIN_UNREACHABLE`, `TRANSACTION_REVERTED`,
 * `TRANSACTION_NOT_FINAL`
 */
export async function fundStake(
  client: SaharaClient,
  { keeper, amountWei, salt, ...sender }: FundStakeParameters,
): Promise<SentReturnType> {
  const account = requireAccount(client, sender.account)
  const agreement = stakeAgreementOf(keeper)
  const nonce = fundingNonceOf({ agreement, amountWei, salt })
  const key = `stake:${nonce}`
  const earlier = await findAuthorizationUse(client, account.address, nonce)
  if (earlier) {
    await client.journal.delete(transactionKey(account.address, key))
    return { transactionHash: earlier.transactionHash }
  }
  const authorization = await signAuthorization(client, {
    account,
    to: addresses.escrow,
    valueWei: amountWei,
    nonce,
  })
  const { transactionHash } = await write(client, {
    account,
    address: addresses.escrow,
    abi: escrowAbi,
    functionName: 'fundWithAuthorization',
    args: [agreement, amountWei, account.address, salt, authorization],
    key,
    signal: sender.signal,
  })
  return { transactionHash }
}
