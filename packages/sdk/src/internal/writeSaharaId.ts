import { addresses } from '@sahara/protocol'
import { saharaIdAbi } from '@sahara/protocol/abis'
import type { Hash, LocalAccount, TransactionReceipt } from 'viem'
import type { SaharaClient } from '../createSaharaClient.ts'
import { write } from './write.ts'

export type SenderParameters = {
  /** Signs and pays the gas. @default the client's account */
  account?: LocalAccount | undefined
  signal?: AbortSignal | undefined
}

export type SentReturnType = { transactionHash: Hash }

/** Calls SaharaID and returns the final receipt. */
export async function writeSaharaId(
  client: SaharaClient,
  sender: SenderParameters,
  functionName: string,
  args: readonly unknown[],
): Promise<TransactionReceipt> {
  return write(client, {
    account: sender.account,
    address: addresses.saharaId,
    abi: saharaIdAbi,
    functionName,
    args,
    signal: sender.signal,
  })
}
