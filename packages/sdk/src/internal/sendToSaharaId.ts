import { addresses } from '@sahara/protocol'
import { saharaIdAbi } from '@sahara/protocol/abis'
import type { SaharaClient } from '../createSaharaClient.ts'
import { type SenderParameters, type SentReturnType, send } from './write.ts'

/** Calls SaharaID. */
export async function sendToSaharaId(
  client: SaharaClient,
  { account, signal }: SenderParameters,
  functionName: string,
  args: readonly unknown[],
): Promise<SentReturnType> {
  return send(client, {
    account,
    address: addresses.saharaId,
    abi: saharaIdAbi,
    functionName,
    args,
    signal,
  })
}
