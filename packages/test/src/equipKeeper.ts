import { addresses } from '@sahara/protocol'
import { saharaTokenAbi } from '@sahara/protocol/abis'
import { type Account, type Address, parseEther, type WalletClient } from 'viem'

const gift = parseEther('1')
const stake = parseEther('100')

/** Gives a keeper SAHARA for its stake, and gas, so that it can register. */
export async function equipKeeper(
  wallet: WalletClient & { account: Account },
  keeper: Address,
): Promise<void> {
  const { account } = wallet
  await wallet.writeContract({
    account,
    chain: null,
    address: addresses.token,
    abi: saharaTokenAbi,
    functionName: 'transfer',
    args: [keeper, stake],
  })
  await wallet.sendTransaction({
    account,
    chain: null,
    to: keeper,
    value: gift,
  })
}
