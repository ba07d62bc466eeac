import { addresses } from '@sahara/protocol'
import { guardianAbi } from '@sahara/protocol/abis'
import type { SaharaClient } from '../createSaharaClient.ts'
import { type SenderParameters, type SentReturnType, send } from './write.ts'

/** Uses a power of the guardian: the Foundation's alone, until the sunset. */
export async function sendToGuardian(
  client: SaharaClient,
  { account, signal }: SenderParameters,
  functionName: 'veto' | 'pause' | 'unpause',
  args: readonly unknown[],
): Promise<SentReturnType> {
  return send(client, {
    ...{ account, functionName, args, signal },
    address: addresses.guardian,
    abi: guardianAbi,
  })
}
