import { addresses, assetIdOf, localChainId, offerIdOf } from '@sahara/protocol'
import { revenueAbi, saharaTokenAbi } from '@sahara/protocol/abis'
import { createSaharaClient, publishAsset } from '@sahara/sdk'
import {
  encodeFunctionData,
  type Hex,
  hexToBytes,
  numberToBytes,
  numberToHex,
} from 'viem'
import { accountAt } from '../accounts.ts'

/** Something that many people do at once. */
export type Workload = {
  /** At the most, by one transaction. */
  gas: bigint
  /** Made once before, with a client of the chain. */
  prepare?: (rpcUrl: string) => Promise<void>
  /** The call of a sender; `index` is unique. */
  call: (index: number, sender: Hex) => { to: Uint8Array; data: Uint8Array }
}

const salt = numberToHex(1, { size: 32 })
const priceWei = 1_001n

/** What `--only` names. */
export const workloads = {
  transfer: {
    gas: 21_000n,
    call: (index) => ({ to: receiverOf(index), data: new Uint8Array() }),
  },
  token: {
    gas: 70_000n,
    call: (index) => ({
      to: hexToBytes(addresses.token),
      data: hexToBytes(
        encodeFunctionData({
          abi: saharaTokenAbi,
          functionName: 'transfer',
          args: [numberToHex(receiverBase + BigInt(index % receivers)), 1n],
        }),
      ),
    }),
  },
  buy: {
    gas: 400_000n,
    prepare: async (rpcUrl) => {
      await publishAsset(createSaharaClient({ rpcUrl }), {
        account: accountAt(0),
        salt,
        kind: 'dataset',
        metadata: numberToHex(2, { size: 32 }),
        commitment: numberToHex(3, { size: 32 }),
        offers: [{ rights: ['download'], priceWei, terms: 'MIT' }],
      })
    },
    call: (index, sender) => ({
      to: hexToBytes(addresses.revenue),
      data: hexToBytes(
        encodeFunctionData({
          abi: revenueAbi,
          functionName: 'buy',
          args: [
            {
              purchaseId: numberToHex(index, { size: 32 }),
              offerId: offerId(),
              beneficiary: sender,
              maxPrice: priceWei,
            },
          ],
        }),
      ),
    }),
  },
} satisfies Record<string, Workload>

export type WorkloadName = keyof typeof workloads

/** As many accounts receive as send at the most: none is written to often. */
const receivers = 10_000
const receiverBase = 0x5a4a_0000_0000_0000_0000_0000_0000_0001_0000_0000n

function receiverOf(index: number): Uint8Array {
  return numberToBytes(receiverBase + BigInt(index % receivers), { size: 20 })
}

let offer: Hex | undefined

function offerId(): Hex {
  offer ??= offerIdOf({
    assetId: assetIdOf({
      chainId: localChainId,
      registry: addresses.assetRegistry,
      publisher: accountAt(0).address,
      salt,
    }),
    index: 0,
  })
  return offer
}
