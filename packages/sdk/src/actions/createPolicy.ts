import { addresses, SaharaError } from '@sahara/protocol'
import { policyFactoryAbi } from '@sahara/protocol/abis'
import {
  type Address,
  decodeFunctionResult,
  encodeFunctionData,
  type Hash,
  type LocalAccount,
  parseEventLogs,
} from 'viem'
import type { SaharaClient } from '../createSaharaClient.ts'
import { requireAccount } from '../internal/requireAccount.ts'
import { rethrowChainError } from '../internal/toChainError.ts'
import { write } from '../internal/write.ts'

/** What a policy shall ask of who buys. */
export type PolicyInput =
  /** Enough of an ERC-20 or ERC-721, in its smallest unit. */
  | { kind: 'tokenHolding'; token: Address; minimum: bigint }
  /** Enough of one id of an ERC-1155 or ERC-6909. */
  | { kind: 'tokenIdHolding'; token: Address; id: bigint; minimum: bigint }
  /** To be on a list. @param owner keeps it; the account unless told */
  | { kind: 'membership'; owner?: Address | undefined }
  /** A time: Unix seconds, the end exclusive. */
  | { kind: 'timeWindow'; start: number; end: number }
  /** What all, or any, of 1 to 16 policies ask. */
  | { kind: 'allOf' | 'anyOf'; parts: readonly Address[] }
  /** That another policy says no. */
  | { kind: 'not'; part: Address }

export type CreatePolicyParameters = {
  /** Pays the gas. @default the client's account */
  account?: LocalAccount | undefined
  policy: PolicyInput
  signal?: AbortSignal | undefined
}

export type CreatePolicyReturnType = {
  policy: Address
  /** Undefined for one that was there already: nothing was sent. */
  transactionHash: Hash | undefined
}

/**
 * Makes an access policy, for offers to name. The same rule is the same policy
 * whoever makes it, and is made once; but each list is another.
 *
 * @throws {SaharaError} `ACCOUNT_MISSING`, `INPUT_INVALID`,
 * `GAS_BALANCE_TOO_LOW`, `CHAIN_UNREACHABLE`, `TRANSACTION_REVERTED`,
 * `TRANSACTION_NOT_FINAL`, `JOURNAL_INVALID`
 */
export async function createPolicy(
  client: SaharaClient,
  parameters: CreatePolicyParameters,
): Promise<CreatePolicyReturnType> {
  const { policy, signal } = parameters
  const account = requireAccount(client, parameters.account)
  const args = toArguments(policy, account.address)
  const call = {
    ...{ address: addresses.policyFactory, abi: policyFactoryAbi },
    ...{ functionName: policy.kind, args },
  } as const
  if (policy.kind !== 'membership') {
    const known = await foresee(client, call)
    if (await client.chain.getCode({ address: known }).catch(rethrowChainError))
      return { policy: known, transactionHash: undefined }
  }
  const { logs, transactionHash } = await write(client, {
    ...{ account, ...call, signal },
  })
  const [event] = parseEventLogs({
    abi: policyFactoryAbi,
    eventName: 'PolicyCreated',
    logs,
  })
  // Somebody else was faster with the same rule.
  const made = event?.args.policy ?? (await foresee(client, call))
  return { policy: made, transactionHash }
}

/** Where the factory puts, or has put, this rule. */
async function foresee(
  client: SaharaClient,
  call: { functionName: PolicyInput['kind']; args: readonly unknown[] },
): Promise<Address> {
  const { data = '0x' } = await client.chain
    .call({
      to: addresses.policyFactory,
      data: encodeFunctionData({
        abi: policyFactoryAbi as readonly unknown[],
        ...call,
      }),
    })
    .catch(rethrowChainError)
  return decodeFunctionResult({
    abi: policyFactoryAbi,
    functionName: call.functionName,
    data,
  })
}

function toArguments(policy: PolicyInput, creator: Address): unknown[] {
  switch (policy.kind) {
    case 'tokenHolding':
      return [policy.token, policy.minimum]
    case 'tokenIdHolding':
      return [policy.token, policy.id, policy.minimum]
    case 'membership':
      return [policy.owner ?? creator]
    case 'timeWindow':
      if (policy.start < policy.end)
        return [BigInt(policy.start), BigInt(policy.end)]
      throw new SaharaError('The time ends before it begins.', {
        code: 'INPUT_INVALID',
        hint: 'Nobody could ever buy: give a later end.',
        details: { start: policy.start, end: policy.end },
      })
    case 'not':
      return [policy.part]
    default:
      return [policy.parts]
  }
}
