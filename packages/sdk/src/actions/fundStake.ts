import { stakeAgreementOf } from '@sahara/protocol'
import type { Address, Hex } from 'viem'
import type { SaharaClient } from '../createSaharaClient.ts'
import { fundEscrow } from '../internal/fundEscrow.ts'
import type { SenderParameters, SentReturnType } from '../internal/write.ts'

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
 * `TRANSACTION_NOT_FINAL`, `JOURNAL_INVALID`
 */
export async function fundStake(
  client: SaharaClient,
  { keeper, ...rest }: FundStakeParameters,
): Promise<SentReturnType> {
  return fundEscrow(client, { ...rest, agreement: stakeAgreementOf(keeper) })
}
