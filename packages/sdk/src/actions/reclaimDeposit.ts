import { type Agreement, addresses, SaharaError } from '@sahara/protocol'
import { escrowAbi } from '@sahara/protocol/abis'
import { isAddressEqual, parseEventLogs } from 'viem'
import type { SaharaClient } from '../createSaharaClient.ts'
import { requireAccount } from '../internal/requireAccount.ts'
import { rethrowChainError } from '../internal/toChainError.ts'
import { type SenderParameters, write } from '../internal/write.ts'
import { withdrawEscrow } from './withdrawEscrow.ts'

export type ReclaimDepositParameters = SenderParameters & {
  /** Names the deposit; `listDeposits` has all of an account. */
  agreement: Agreement
}

export type ReclaimDepositReturnType = {
  /** What was free, and if the agreement is over also what was locked. */
  reclaimedWei: bigint
  /** What Escrow paid the account, with all else that it owed it. */
  withdrawnWei: bigint
}

/**
 * Takes back what lies free under an agreement, and what is locked once the
 * agreement is over, and has Escrow pay it out. Only for the account whose
 * money it is; called again, it ends what was begun. What is locked comes back
 * through its holder: `releaseBond`, `releaseStake`, `settleChallenge`.
 *
 * @throws {SaharaError} `ACCOUNT_MISSING`, `INPUT_INVALID` for another
 * account's money, `GAS_BALANCE_TOO_LOW`, `CHAIN_UNREACHABLE`,
 * `TRANSACTION_REVERTED` when the holder locked it meanwhile,
 * `TRANSACTION_NOT_FINAL`, `JOURNAL_INVALID`
 */
export async function reclaimDeposit(
  client: SaharaClient,
  { agreement, signal, ...rest }: ReclaimDepositParameters,
): Promise<ReclaimDepositReturnType> {
  const account = requireAccount(client, rest.account)
  if (!isAddressEqual(account.address, agreement.account))
    throw new SaharaError('What was put aside belongs to another account.', {
      code: 'INPUT_INVALID',
      hint: `Only ${agreement.account} can take it back.`,
      details: { account: account.address, owner: agreement.account },
    })
  const escrow = { address: addresses.escrow, abi: escrowAbi } as const
  const [{ free, locked }, { timestamp }] = await Promise.all([
    client.chain.readContract({
      ...escrow,
      functionName: 'depositOf',
      args: [agreement],
    }),
    client.chain.getBlock(),
  ]).catch(rethrowChainError)
  const isOver = agreement.until > 0 && timestamp >= agreement.until
  let reclaimedWei = 0n
  if (free + (isOver ? locked : 0n) > 0n) {
    const { logs } = await write(client, {
      ...escrow,
      account,
      functionName: 'reclaim',
      args: [agreement],
      signal,
    })
    for (const { args } of parseEventLogs({
      ...{ abi: escrowAbi, eventName: 'Released', logs },
    }))
      reclaimedWei += args.amount
  }
  const { withdrawnWei } = await withdrawEscrow(client, { account, signal })
  return { reclaimedWei, withdrawnWei }
}
