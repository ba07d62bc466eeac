import { addresses } from '@sahara/protocol'
import { saharaTokenAbi } from '@sahara/protocol/abis'
import { type Address, type LocalAccount, maxUint256 } from 'viem'
import type { SaharaClient } from '../createSaharaClient.ts'
import { rethrowChainError } from './toChainError.ts'
import { write } from './write.ts'

type AllowanceParameters = {
  account: LocalAccount
  spender: Address
  /** Wei of SAHARA. */
  amountWei: bigint
  signal: AbortSignal | undefined
}

const token = { address: addresses.token, abi: saharaTokenAbi } as const

/** Lets a contract take so much SAHARA of the account, if it may not yet. */
export async function ensureAllowance(
  client: SaharaClient,
  parameters: AllowanceParameters,
): Promise<void> {
  const { account, spender, amountWei, signal } = parameters
  if ((await readAllowance(client, parameters)) >= amountWei) return
  await write(client, {
    ...token,
    account,
    functionName: 'approve',
    args: [spender, amountWei],
    signal,
  })
}

/**
 * Lets a contract take so much more SAHARA of the account, up to everything;
 * with one journal, once for each operation.
 */
export async function raiseAllowance(
  client: SaharaClient,
  parameters: AllowanceParameters & {
    /** Names what it is raised for. */
    operation: string
  },
): Promise<void> {
  const { account, spender, amountWei, operation, signal } = parameters
  // The second of two at a time adds to what the first one allowed.
  const turn = `allowance:${account.address.toLowerCase()}`
  await client.nonceMutex.run(turn, async () => {
    const allowed = await readAllowance(client, parameters)
    // An allowance of everything never shrinks, and cannot grow.
    if (allowed === maxUint256) return
    const isTooMuch = amountWei > maxUint256 - allowed
    // Nothing on chain says what it was raised for, so the transaction stays
    // in the journal: called again, this waits for the first.
    await write(client, {
      ...token,
      account,
      functionName: 'approve',
      args: [spender, isTooMuch ? maxUint256 : allowed + amountWei],
      key: `allow:${operation}`,
      isKept: true,
      signal,
    })
  })
}

function readAllowance(
  client: SaharaClient,
  { account, spender }: AllowanceParameters,
): Promise<bigint> {
  return client.chain
    .readContract({
      ...token,
      functionName: 'allowance',
      args: [account.address, spender],
    })
    .catch(rethrowChainError)
}
