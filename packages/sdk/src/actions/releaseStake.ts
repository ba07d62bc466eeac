import { addresses, SaharaError } from '@sahara/protocol'
import { keepersAbi } from '@sahara/protocol/abis'
import type { Address } from 'viem'
import type { SaharaClient } from '../createSaharaClient.ts'
import { type SenderParameters, write } from '../internal/write.ts'
import { getStake } from './getStake.ts'
import { withdrawEscrow } from './withdrawEscrow.ts'

export type ReleaseStakeParameters = SenderParameters & {
  keeper: Address
}

export type ReleaseStakeReturnType = {
  /** What Escrow paid the keeper, in wei of SAHARA. */
  withdrawnWei: bigint
}

/**
 * Gives the stake of a keeper that left back to it, with all else that Escrow
 * owes that account. Anyone may call once it is due; called again, it ends what
 * was begun.
 *
 * @throws {SaharaError} `ACCOUNT_MISSING`, `GAS_BALANCE_TOO_LOW`,
 * `KEEPER_STAKE_BOUND`, `TRANSACTION_NOT_FINAL`, `JOURNAL_INVALID`,
 * `CHAIN_UNREACHABLE`
 */
export async function releaseStake(
  client: SaharaClient,
  { account, keeper, signal }: ReleaseStakeParameters,
): Promise<ReleaseStakeReturnType> {
  const { dueAt, lockedWei } = await getStake(client, { keeper })
  if (dueAt > 0)
    await write(client, {
      account,
      address: addresses.keepers,
      abi: keepersAbi,
      functionName: 'releaseStake',
      args: [keeper],
      signal,
    })
  else if (lockedWei > 0n)
    throw new SaharaError('The keeper has not left.', {
      code: 'KEEPER_STAKE_BOUND',
      hint: 'Its stake comes back some time after it leaves: `sahara keeper leave`.',
      details: { keeper },
    })
  return withdrawEscrow(client, { account, beneficiary: keeper, signal })
}
