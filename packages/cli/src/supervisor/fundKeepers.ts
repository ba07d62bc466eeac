import { developerMnemonic, developerRoles } from '@sahara/protocol'
import {
  type Address,
  createPublicClient,
  createWalletClient,
  http,
  parseEther,
} from 'viem'
import { mnemonicToAccount } from 'viem/accounts'

const enough = parseEther('1')
const gift = parseEther('10')

/**
 * Gives each keeper of a local chain native coin to register with, from the
 * faucet's developer account. Keepers that have enough get nothing.
 */
export async function fundKeepers(parameters: {
  rpcUrl: string
  keepers: readonly Address[]
}): Promise<void> {
  const { rpcUrl, keepers } = parameters
  const transport = http(rpcUrl)
  const reader = createPublicClient({ transport, cacheTime: 0 })
  const balances = await Promise.all(
    keepers.map((address) => reader.getBalance({ address })),
  )
  const poor = keepers.filter((_, index) => (balances[index] ?? 0n) < enough)
  // The usual start needs no key, and deriving one takes a while.
  if (poor.length === 0) return
  const wallet = createWalletClient({
    transport,
    account: mnemonicToAccount(developerMnemonic, {
      addressIndex: developerRoles.faucet,
    }),
  })
  for (const keeper of poor) {
    const hash = await wallet.sendTransaction({
      chain: null,
      to: keeper,
      value: gift,
    })
    await reader.waitForTransactionReceipt({ hash, pollingInterval: 100 })
  }
}
