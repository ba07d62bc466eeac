import { addresses, developerRoles } from '@sahara/protocol'
import { saharaTokenAbi } from '@sahara/protocol/abis'
import {
  createPublicClient,
  createWalletClient,
  type Hex,
  http,
  keccak256,
  parseEther,
  toHex,
} from 'viem'
import { type PrivateKeyAccount, privateKeyToAccount } from 'viem/accounts'
import { accountAt } from '../../accounts.ts'

export type Buyer = { account: PrivateKeyAccount; privateKey: Hex }

/** What each buyer begins with, in wei of SAHARA. */
export const buyerFundsWei = parseEther('1000')

/** New accounts that hold SAHARA to spend, and gas. */
export async function fundBuyers(
  rpcUrl: string,
  names: readonly string[],
): Promise<Buyer[]> {
  const reader = createPublicClient({
    transport: http(rpcUrl),
    pollingInterval: 100,
    cacheTime: 0,
  })
  const wallet = createWalletClient({
    account: accountAt(developerRoles.faucet),
    transport: http(rpcUrl),
  })
  const buyers = names.map((name) => {
    const privateKey = keccak256(toHex(name))
    return { account: privateKeyToAccount(privateKey), privateKey }
  })
  const hashes: Hex[] = []
  for (const { account } of buyers)
    hashes.push(
      await wallet.sendTransaction({
        chain: null,
        to: account.address,
        value: parseEther('10'),
      }),
      await wallet.writeContract({
        chain: null,
        address: addresses.token,
        abi: saharaTokenAbi,
        functionName: 'transfer',
        args: [account.address, buyerFundsWei],
      }),
    )
  await Promise.all(
    hashes.map((hash) => reader.waitForTransactionReceipt({ hash })),
  )
  return buyers
}
