import { type Deposit, listDeposits, type SaharaClient } from '@sahara/sdk'
import type { Address } from 'viem'

/** All that lies in Escrow for an account, and what it can withdraw. */
export async function listAllDeposits(
  client: SaharaClient,
  { account }: { account: Address },
): Promise<{ deposits: Deposit[]; withdrawableWei: bigint }> {
  const deposits: Deposit[] = []
  let cursor: string | undefined
  for (;;) {
    const page = await listDeposits(client, { account, cursor, limit: 100 })
    deposits.push(...page.items)
    if (!page.nextCursor)
      return { deposits, withdrawableWei: page.withdrawableWei }
    cursor = page.nextCursor
  }
}

/**
 * What an account may take back now: what is free, and what is locked under an
 * agreement that is over.
 *
 * @param now Unix seconds
 */
export function reclaimableOf(deposit: Deposit, now: number): bigint {
  const { agreement, freeWei, lockedWei } = deposit
  const isOver = agreement.until > 0 && now >= agreement.until
  return freeWei + (isOver ? lockedWei : 0n)
}
