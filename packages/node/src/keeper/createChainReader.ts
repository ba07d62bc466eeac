import { addresses } from '@sahara/protocol'
import {
  assetRegistryAbi,
  keepersAbi,
  licencesAbi,
} from '@sahara/protocol/abis'
import { listChallenges, type OpenChallenge } from '@sahara/sdk'
import {
  type Address,
  type Hex,
  hexToBigInt,
  numberToHex,
  type PublicClient,
  type TypedDataDefinition,
  verifyTypedData,
  zeroHash,
} from 'viem'
import { reachChain } from '../reachChain.ts'

/** What the keeper asks its own node, always at one final block. */
export type ChainReader = {
  finalBlock: () => Promise<{
    number: bigint
    /** Seconds since the Unix epoch. */
    time: number
  }>
  canOpen: (parameters: {
    requester: Address
    assetId: Hex
    version: number
    context: bigint
    blockNumber: bigint
  }) => Promise<boolean>
  /** `owner` is undefined while the asset is not on chain. */
  asset: (
    assetId: Hex,
    blockNumber: bigint,
  ) => Promise<{ versions: number; owner: Address | undefined }>
  /** Undefined while the version is not on chain. */
  commitment: (
    assetId: Hex,
    version: number,
    blockNumber: bigint,
  ) => Promise<Hex | undefined>
  /** Whether the owner ordered the key shares of the version dropped. */
  isShredded: (
    assetId: Hex,
    version: number,
    blockNumber: bigint,
  ) => Promise<boolean>
  /** The orders of some blocks, both included. */
  shredOrders: (
    fromBlock: bigint,
    toBlock: bigint,
  ) => Promise<{ assetId: Hex; version: number }[]>
  /** The challenges of a keeper that are open. */
  challenges: (keeper: Address, blockNumber: bigint) => Promise<OpenChallenge[]>
  /** Whom a keeper named to hold its key shares after it; zero: nobody. */
  successorOf: (keeper: Address, blockNumber: bigint) => Promise<Address>
  /** Whether the keeper may refuse, not being paid for the asset. */
  isUnpaid: (
    assetId: Hex,
    keeper: Address,
    blockNumber: bigint,
  ) => Promise<boolean>
  registration: (
    keeper: Address,
    blockNumber: bigint,
  ) => Promise<{
    active: boolean
    epoch: bigint
    endpoint: string
    recipient: string
  }>
  /** True for a signature of the account, or of the contract it is. */
  isSignedBy: (
    address: Address,
    typedData: TypedDataDefinition,
    signature: Hex,
    blockNumber: bigint,
  ) => Promise<boolean>
}

/** Reads the chain over the keeper's own RPC. */
export function createChainReader(client: PublicClient): ChainReader {
  return {
    finalBlock: () =>
      reachChain(async () => {
        const block = await client.getBlock({ blockTag: 'finalized' })
        return { number: block.number, time: Number(block.timestamp) }
      }),
    canOpen: ({ requester, assetId, version, context, blockNumber }) =>
      reachChain(() =>
        client.readContract({
          address: addresses.licences,
          abi: licencesAbi,
          functionName: 'canOpen',
          args: [requester, hexToBigInt(assetId), version, context],
          blockNumber,
        }),
      ),
    asset: (assetId, blockNumber) =>
      reachChain(async () => {
        const contract = {
          address: addresses.assetRegistry,
          abi: assetRegistryAbi,
          args: [hexToBigInt(assetId)],
          blockNumber,
        } as const
        const versions = await client.readContract({
          ...contract,
          functionName: 'versionCount',
        })
        const owner =
          versions === 0
            ? undefined
            : await client.readContract({
                ...contract,
                functionName: 'ownerOf',
              })
        return { versions, owner }
      }),
    commitment: (assetId, version, blockNumber) =>
      reachChain(async () => {
        const { commitment } = await client.readContract({
          address: addresses.assetRegistry,
          abi: assetRegistryAbi,
          functionName: 'versionOf',
          args: [hexToBigInt(assetId), version],
          blockNumber,
        })
        return commitment === zeroHash ? undefined : commitment
      }),
    isShredded: (assetId, version, blockNumber) =>
      reachChain(() =>
        client.readContract({
          address: addresses.keepers,
          abi: keepersAbi,
          functionName: 'isShredded',
          args: [hexToBigInt(assetId), version],
          blockNumber,
        }),
      ),
    shredOrders: (fromBlock, toBlock) =>
      reachChain(async () => {
        const events = await client.getContractEvents({
          address: addresses.keepers,
          abi: keepersAbi,
          eventName: 'KeySharesShredded',
          fromBlock,
          toBlock,
          strict: true,
        })
        return events.map(({ args }) => ({
          assetId: numberToHex(args.assetId, { size: 32 }),
          version: args.version,
        }))
      }),
    challenges: (keeper, blockNumber) =>
      reachChain(() =>
        listChallenges({ chain: client }, { keeper, blockNumber }),
      ),
    successorOf: (keeper, blockNumber) =>
      reachChain(() =>
        client.readContract({
          address: addresses.keepers,
          abi: keepersAbi,
          functionName: 'successorOf',
          args: [keeper],
          blockNumber,
        }),
      ),
    isUnpaid: (assetId, keeper, blockNumber) =>
      reachChain(() =>
        client.readContract({
          address: addresses.keepers,
          abi: keepersAbi,
          functionName: 'isUnpaid',
          args: [hexToBigInt(assetId), keeper],
          blockNumber,
        }),
      ),
    registration: (keeper, blockNumber) =>
      reachChain(() =>
        client.readContract({
          address: addresses.keepers,
          abi: keepersAbi,
          functionName: 'keeperOf',
          args: [keeper],
          blockNumber,
        }),
      ),
    isSignedBy: async (address, typedData, signature, blockNumber) => {
      const parameters = { ...typedData, address, signature }
      if (await verifyTypedData(parameters).catch(() => false)) return true
      const code = await reachChain(() =>
        client.getCode({ address, blockNumber }),
      )
      if (code === undefined) return false
      return reachChain(() =>
        client.verifyTypedData({ ...parameters, blockNumber }),
      )
    },
  }
}
