import { type AssetId, addresses, SaharaError } from '@sahara/protocol'
import { keepersAbi } from '@sahara/protocol/abis'
import { type Address, type Hash, type Hex, numberToHex } from 'viem'
import type { SaharaClient } from '../createSaharaClient.ts'
import { rethrowChainError } from '../internal/toChainError.ts'

/** A challenge that waits for its answer. */
export type OpenChallenge = {
  challengeId: Hash
  keeper: Address
  assetId: AssetId
  version: number
  index: number
  shareHash: Hex
  challenger: Address
  /** age recipient, to which the answer is to be encrypted. */
  recipient: string
  /** Unix seconds. */
  answerBy: number
  /** What the keeper gets for its answer, in wei of SAHARA. */
  bondWei: bigint
  /** What silence costs it, in wei of SAHARA. */
  penaltyWei: bigint
}

/**
 * The challenges of a keeper that are open at a final block.
 *
 * @throws {SaharaError} `CHAIN_UNREACHABLE`
 */
export async function listChallenges(
  client: Pick<SaharaClient, 'chain'>,
  parameters: {
    keeper: Address
    /** Of a final block. @default the last */
    blockNumber?: bigint | undefined
  },
): Promise<OpenChallenge[]> {
  const { keeper, blockNumber } = parameters
  const contract = {
    address: addresses.keepers,
    abi: keepersAbi,
    ...(blockNumber === undefined
      ? { blockTag: 'finalized' as const }
      : { blockNumber }),
  } as const
  const ids = await client.chain
    .readContract({
      ...contract,
      functionName: 'challengesOf',
      args: [keeper],
    })
    .catch(rethrowChainError)
  const found = await Promise.all(
    ids.map(async (challengeId): Promise<OpenChallenge[]> => {
      const { openedBlock, bond, penalty } = await client.chain.readContract({
        ...contract,
        functionName: 'challengeOf',
        args: [challengeId],
      })
      // Ended between both questions.
      if (openedBlock === 0n) return []
      const [event] = await client.chain.getContractEvents({
        address: addresses.keepers,
        abi: keepersAbi,
        eventName: 'KeeperChallenged',
        args: { challengeId },
        fromBlock: openedBlock,
        toBlock: openedBlock,
        strict: true,
      })
      // Who asks about one block has to know of all.
      if (!event && blockNumber !== undefined)
        throw new SaharaError('The RPC does not show an open challenge.', {
          code: 'CHAIN_UNREACHABLE',
          hint: 'Ask an RPC that has the events of all blocks.',
          details: { challengeId, openedBlock },
          retryable: true,
        })
      if (!event) return []
      const { assetId, answerBy, ...rest } = event.args
      return [
        {
          ...rest,
          assetId: numberToHex(assetId, { size: 32 }),
          answerBy: Number(answerBy),
          bondWei: bond,
          penaltyWei: penalty,
        },
      ]
    }),
  ).catch(rethrowChainError)
  return found.flat()
}
