import { addresses, developerMnemonic, developerRoles } from '@sahara/protocol'
import { saharaTokenAbi } from '@sahara/protocol/abis'
import { createSaharaClient, getStake } from '@sahara/sdk'
import {
  type Address,
  createPublicClient,
  createWalletClient,
  type Hash,
  http,
  parseEther,
} from 'viem'
import { mnemonicToAccount } from 'viem/accounts'

const enough = parseEther('1')
const gift = parseEther('10')

/**
 * Gives each keeper of a local chain what it needs to register: native coin for
 * gas, and SAHARA for its stake, from the faucet's developer account. Keepers
 * that have enough get nothing.
 */
export async function fundKeepers(parameters: {
  rpcUrl: string
  keepers: readonly Address[]
}): Promise<void> {
  const { rpcUrl, keepers } = parameters
  const transport = http(rpcUrl)
  const reader = createPublicClient({ transport, cacheTime: 0 })
  const client = createSaharaClient({ rpcUrl })
  const token = { address: addresses.token, abi: saharaTokenAbi } as const

  async function needsOf(keeper: Address) {
    const [coin, held, { freeWei, missingWei }] = await Promise.all([
      reader.getBalance({ address: keeper }),
      reader.readContract({
        ...token,
        functionName: 'balanceOf',
        args: [keeper],
      }),
      getStake(client, { keeper }),
    ])
    const lacksStake = freeWei < missingWei && held < missingWei
    return {
      keeper,
      coinWei: coin < enough ? gift : 0n,
      stakeWei: lacksStake ? missingWei : 0n,
    }
  }

  const needs = (await Promise.all(keepers.map(needsOf))).filter(
    ({ coinWei, stakeWei }) => coinWei > 0n || stakeWei > 0n,
  )
  // The usual start needs no key, and deriving one takes a while.
  if (needs.length === 0) return
  const wallet = createWalletClient({
    transport,
    account: mnemonicToAccount(developerMnemonic, {
      addressIndex: developerRoles.faucet,
    }),
  })
  async function wait(hash: Hash): Promise<void> {
    await reader.waitForTransactionReceipt({ hash, pollingInterval: 100 })
  }
  for (const { keeper, coinWei, stakeWei } of needs) {
    // The stake first: with coin alone a keeper would try in vain.
    if (stakeWei > 0n)
      await wait(
        await wallet.writeContract({
          ...token,
          chain: null,
          functionName: 'transfer',
          args: [keeper, stakeWei],
        }),
      )
    if (coinWei > 0n)
      await wait(
        await wallet.sendTransaction({
          chain: null,
          to: keeper,
          value: coinWei,
        }),
      )
  }
}
