import { type Agreement, escrowTerms } from '@sahara/protocol'
import { type DepositPurpose, depositPageSchema } from '@sahara/protocol/api'
import type { Address, Hash, Hex } from 'viem'
import type { SaharaClient } from '../createSaharaClient.ts'
import { requestNode } from '../internal/requestNode.ts'
import { toQuery } from '../internal/toQuery.ts'

export type ListDepositsParameters = {
  account: Address
  /** From the page before. */
  cursor?: string | undefined
  limit?: number | undefined
}

/** What was put aside under one agreement. Amounts in wei of SAHARA. */
export type Deposit = {
  /** Of the agreement. */
  id: Hash
  purpose: DepositPurpose
  assetId: Hash | null
  agreement: Agreement
  /** The account's to take back, with `reclaimDeposit`. */
  freeWei: bigint
  /** Comes back through its holder. */
  lockedWei: bigint
}

export type ListDepositsReturnType = {
  items: Deposit[]
  /** What Escrow owes the account beside, for `withdrawEscrow`. */
  withdrawableWei: bigint
  nextCursor: string | null
}

/**
 * A page of what lies in Escrow for an account, newest first, from the node:
 * bonds, stakes, bonds of challenges, fees of keepers; whoever paid it in.
 *
 * @throws {SaharaError} `CONFIG_INVALID`, `NODE_UNREACHABLE`, `INPUT_INVALID`,
 * `NODE_NOT_READY`
 */
export async function listDeposits(
  client: SaharaClient,
  { account, ...page }: ListDepositsParameters,
): Promise<ListDepositsReturnType> {
  const { items, withdrawable, nextCursor } = await requestNode(
    client,
    `/accounts/${account}/deposits${toQuery(page)}`,
    depositPageSchema,
  )
  return {
    items: items.map(({ id, purpose, assetId, agreement, free, locked }) => ({
      id: id as Hash,
      purpose,
      assetId: assetId as Hash | null,
      agreement: {
        holder: agreement.holder as Address,
        purpose: agreement.purpose as Hex,
        account: agreement.account as Address,
        terms: escrowTerms.indexOf(agreement.terms),
        until: agreement.until,
      },
      freeWei: BigInt(free),
      lockedWei: BigInt(locked),
    })),
    withdrawableWei: BigInt(withdrawable),
    nextCursor,
  }
}
