import { addresses, handlePattern, SaharaError } from '@sahara/protocol'
import { saharaIdAbi } from '@sahara/protocol/abis'
import type { Profile } from '@sahara/protocol/api'
import { parseEventLogs } from 'viem'
import type { SaharaClient } from '../createSaharaClient.ts'
import { requireAccount } from '../internal/requireAccount.ts'
import { rethrowChainError } from '../internal/toChainError.ts'
import { uploadProfile } from '../internal/uploadProfile.ts'
import {
  type SenderParameters,
  type SentReturnType,
  write,
} from '../internal/write.ts'

export type RegisterIdParameters = SenderParameters & {
  /** 3 to 31 of a-z, 0-9 and single hyphens, from a letter. For ever. */
  handle: string
  /** age recipient that files for this ID are encrypted to. */
  recipient: string
  profile?: Profile | undefined
}

export type RegisterIdReturnType = Partial<SentReturnType> & { id: number }

/**
 * Makes a Sahara ID for the account, or finds it if the account has just this
 * handle already.
 *
 * @throws {SaharaError} `ACCOUNT_MISSING`, `INPUT_INVALID`,
 * `TRANSACTION_REVERTED` when the handle looks taken or the account has an ID,
 * `CHAIN_UNREACHABLE`, `TRANSACTION_NOT_FINAL`, `JOURNAL_INVALID`, and what
 * uploading the profile throws
 */
export async function registerId(
  client: SaharaClient,
  parameters: RegisterIdParameters,
): Promise<RegisterIdReturnType> {
  const { handle, recipient, profile, signal } = parameters
  const account = requireAccount(client, parameters.account)
  if (!handlePattern.test(handle))
    throw new SaharaError('This cannot be a handle.', {
      code: 'INPUT_INVALID',
      hint: 'Use 3 to 31 of a-z, 0-9 and single hyphens, from a letter.',
      details: { handle },
    })
  const call = { address: addresses.saharaId, abi: saharaIdAbi } as const
  const [own, known] = await Promise.all([
    client.chain.readContract({
      ...call,
      functionName: 'idOf',
      args: [account.address],
    }),
    client.chain.readContract({
      ...call,
      functionName: 'idOfHandle',
      args: [handle],
    }),
  ]).catch(rethrowChainError)
  if (own > 0n && own === known) return { id: Number(own) }
  const digest = await uploadProfile(client, { account, profile, signal })
  const { logs, transactionHash } = await write(client, {
    ...call,
    account,
    functionName: 'register',
    args: [handle, digest, recipient],
    signal,
  })
  const [event] = parseEventLogs({
    abi: saharaIdAbi,
    eventName: 'Registered',
    logs,
  })
  return { id: Number(event?.args.id), transactionHash }
}
