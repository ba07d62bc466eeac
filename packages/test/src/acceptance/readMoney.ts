import { addresses } from '@sahara/protocol'
import { saharaTokenAbi } from '@sahara/protocol/abis'
import type { SaharaClient } from '@sahara/sdk'
import { type Address, getAddress } from 'viem'
import { accounts } from '../accounts.ts'

export type Money = {
  /** All SAHARA that there is, in wei. */
  supplyWei: bigint
  /** In wei, of every account that ever had any. */
  balances: ReadonlyMap<Address, bigint>
  /** What all of them hold together, in wei. */
  heldWei: bigint
}

/** Who holds SAHARA: those of the genesis, and whoever was ever paid. */
export async function readMoney({ chain }: SaharaClient): Promise<Money> {
  const token = { address: addresses.token, abi: saharaTokenAbi } as const
  const transfers = await chain.getContractEvents({
    ...token,
    eventName: 'Transfer',
    fromBlock: 0n,
    strict: true,
  })
  const holders = new Set<Address>([
    ...accounts.map(({ address }) => address),
    getAddress(addresses.timelock),
    ...transfers.map(({ args }) => args.to),
  ])
  const balances = new Map<Address, bigint>()
  for (const holder of holders)
    balances.set(
      holder,
      await chain.readContract({
        ...token,
        functionName: 'balanceOf',
        args: [holder],
      }),
    )
  return {
    supplyWei: await chain.readContract({
      ...token,
      functionName: 'totalSupply',
    }),
    balances,
    heldWei: [...balances.values()].reduce((sum, wei) => sum + wei, 0n),
  }
}
