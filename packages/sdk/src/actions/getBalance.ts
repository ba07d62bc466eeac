import { addresses } from '@sahara/protocol'
import { saharaTokenAbi } from '@sahara/protocol/abis'
import type { Address } from 'viem'
import type { SaharaClient } from '../createSaharaClient.ts'
import { rethrowChainError } from '../internal/toChainError.ts'

export type GetBalanceReturnType = {
  /** Wei of SAHARA, which pays for licences and bonds. */
  balanceWei: bigint
  /** Wei of the native coin, which pays for gas. */
  gasWei: bigint
}

/**
 * What an account holds, from the chain.
 *
 * @throws {SaharaError} `CHAIN_UNREACHABLE`
 */
export async function getBalance(
  client: SaharaClient,
  parameters: { account: Address },
): Promise<GetBalanceReturnType> {
  const { account } = parameters
  const [balanceWei, gasWei] = await Promise.all([
    client.chain.readContract({
      address: addresses.token,
      abi: saharaTokenAbi,
      functionName: 'balanceOf',
      args: [account],
    }),
    client.chain.getBalance({ address: account }),
  ]).catch(rethrowChainError)
  return { balanceWei, gasWei }
}
