import { addresses } from '@sahara/protocol'
import { escrowAbi } from '@sahara/protocol/abis'
import { type Address, parseEventLogs } from 'viem'
import type { SaharaClient } from '../createSaharaClient.ts'
import { rethrowChainError } from './toChainError.ts'
import { write } from './write.ts'
import type { SenderParameters } from './writeSaharaId.ts'

/** Has Escrow pay an account all that it may withdraw. Anyone may call. */
export async function withdrawEscrow(
  client: SaharaClient,
  { account, of, signal }: SenderParameters & { of: Address },
): Promise<{ withdrawnWei: bigint }> {
  const escrow = { address: addresses.escrow, abi: escrowAbi } as const
  const owedWei = await client.chain
    .readContract({ ...escrow, functionName: 'withdrawable', args: [of] })
    .catch(rethrowChainError)
  if (owedWei === 0n) return { withdrawnWei: 0n }
  const { logs } = await write(client, {
    ...escrow,
    account,
    functionName: 'withdraw',
    args: [of],
    signal,
  })
  const events = parseEventLogs({
    abi: escrowAbi,
    eventName: 'Withdrawn',
    logs,
  })
  return {
    withdrawnWei: events.reduce((sum, { args }) => sum + args.amount, 0n),
  }
}
