import { type AssetId, addresses } from '@sahara/protocol'
import { membershipAbi } from '@sahara/protocol/abis'
import {
  type Address,
  BaseError,
  encodeFunctionData,
  type Hex,
  RpcRequestError,
  zeroHash,
} from 'viem'
import type { SaharaClient } from '../createSaharaClient.ts'
import { rethrowChainError } from '../internal/toChainError.ts'

export type CheckPolicyParameters = {
  policy: Address
  /** Who would have the licence. */
  account: Address
  /** For policies that look at what is bought. @default none */
  assetId?: AssetId | undefined
  /** @default none */
  offerId?: Hex | undefined
}

// What Licences gives a policy, and what a transaction costs before it.
const policyGas = 300_000n
const callGas = 25_000n

/**
 * Whether a policy would let an account buy now, as the contracts ask it: one
 * that fails, or is no policy, says no.
 *
 * @throws {SaharaError} `CHAIN_UNREACHABLE`
 */
export async function checkPolicy(
  client: SaharaClient,
  parameters: CheckPolicyParameters,
): Promise<boolean> {
  const { policy, account, assetId = zeroHash, offerId = zeroHash } = parameters
  const allows = { abi: membershipAbi, functionName: 'allows' } as const
  const data = encodeFunctionData({
    ...allows,
    args: [{ account, assetId: BigInt(assetId), offerId, context: 0n }],
  })
  const answer = await client.chain
    .call({
      account: addresses.licences,
      ...{ to: policy, data, gas: policyGas + callGas },
    })
    .catch((error: unknown) => {
      if (isRefusal(error)) return { data: undefined }
      return rethrowChainError(error)
    })
  if (!answer.data || answer.data.length < 66) return false
  return BigInt(answer.data.slice(0, 66)) === 1n
}

/** The chain answered, and the answer is that the call failed. */
function isRefusal(error: unknown): boolean {
  return (
    error instanceof BaseError &&
    error.walk((cause) => cause instanceof RpcRequestError) !== null
  )
}
