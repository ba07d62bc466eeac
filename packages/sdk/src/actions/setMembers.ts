import { membershipAbi } from '@sahara/protocol/abis'
import type { Address, LocalAccount } from 'viem'
import type { SaharaClient } from '../createSaharaClient.ts'
import { type SentReturnType, send } from '../internal/write.ts'

export type SetMembersParameters = {
  /** Keeps the list. @default the client's account */
  account?: LocalAccount | undefined
  /** A policy of kind membership. */
  policy: Address
  /** Whom; `idAccountOf` for what is bought for a whole Sahara ID. */
  accounts: readonly Address[]
  /** Whether they shall be on the list. */
  member: boolean
  signal?: AbortSignal | undefined
}

/**
 * Takes accounts onto a list of members, or off it. Owner of the list only.
 * What a member has bought outlasts the membership.
 *
 * @throws {SaharaError} `ACCOUNT_MISSING`, `GAS_BALANCE_TOO_LOW`,
 * `CHAIN_UNREACHABLE`, `TRANSACTION_REVERTED` for who does not keep the list,
 * `TRANSACTION_NOT_FINAL`, `JOURNAL_INVALID`
 */
export async function setMembers(
  client: SaharaClient,
  parameters: SetMembersParameters,
): Promise<SentReturnType> {
  const { account, policy, accounts, member, signal } = parameters
  return send(client, {
    ...{ account, address: policy, abi: membershipAbi, signal },
    functionName: 'setMembers',
    args: [accounts, member],
  })
}
