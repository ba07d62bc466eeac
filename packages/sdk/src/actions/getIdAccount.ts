import {
  addresses,
  handlePattern,
  idAccountOf,
  SaharaError,
} from '@sahara/protocol'
import { saharaIdAbi } from '@sahara/protocol/abis'
import type { Address } from 'viem'
import type { SaharaClient } from '../createSaharaClient.ts'
import { rethrowChainError } from '../internal/toChainError.ts'

export type GetIdAccountReturnType = {
  id: number
  handle: string
  /** As beneficiary of a purchase it licenses all accounts of the ID. */
  account: Address
  /** Who has its key; shares and assets for the ID go here. */
  owner: Address
}

/**
 * The account that stands for a whole Sahara ID, and its owner's, from the
 * chain: no node can send a licence or shares elsewhere.
 *
 * @param parameters.id number or handle
 *
 * @throws {SaharaError} `ID_NOT_FOUND`, `CHAIN_UNREACHABLE`
 */
export async function getIdAccount(
  client: SaharaClient,
  parameters: { id: number | string },
): Promise<GetIdAccountReturnType> {
  const call = { address: addresses.saharaId, abi: saharaIdAbi } as const
  const { id: key } = parameters
  const id = handlePattern.test(String(key))
    ? await client.chain
        .readContract({
          ...{ ...call, functionName: 'idOfHandle' },
          args: [String(key)],
        })
        .catch(rethrowChainError)
    : /^[1-9][0-9]{0,14}$/.test(String(key))
      ? BigInt(key)
      : 0n
  if (id === 0n)
    throw new SaharaError('No Sahara ID has this number or handle.', {
      code: 'ID_NOT_FOUND',
      hint: 'Check it; an ID counts once its block is final.',
      details: { id: key },
    })
  const [handle, owner] = await Promise.all([
    client.chain.readContract({
      ...{ ...call, functionName: 'handleOf', args: [id] },
    }),
    client.chain.readContract({
      ...{ ...call, functionName: 'ownerOf', args: [id] },
    }),
  ]).catch(rethrowChainError)
  return { id: Number(id), handle, account: idAccountOf(Number(id)), owner }
}
