import type { Common } from '@sahara/common'
import { addresses } from '@sahara/protocol'
import { keepersAbi } from '@sahara/protocol/abis'
import type { Hash, LocalAccount, PublicClient, WalletClient } from 'viem'
import type { ChainReader } from './createChainReader.ts'

const retryMs = 500
const pendingMs = 60_000

/**
 * Registers the keeper on chain, unless it stands there already as it is now.
 * Repeats until it has gas and the chain answers, or the service stops.
 */
export async function registerKeeper(parameters: {
  common: Common
  chain: ChainReader
  client: PublicClient
  wallet: WalletClient
  account: LocalAccount
  endpoint: string
  recipient: string
}): Promise<void> {
  const { common, chain, client, wallet, account } = parameters
  const { endpoint, recipient } = parameters
  const { signal } = common.shutdown
  const logger = common.logger.child({ module: 'register' })
  let said = ''
  let sent: { hash: Hash; at: number } | undefined

  async function isRegistered(): Promise<boolean> {
    const at = await chain.finalBlock()
    const found = await chain.registration(account.address, at.number)
    return (
      found.active &&
      found.endpoint === endpoint &&
      found.recipient === recipient
    )
  }

  /** True while a registration of ours may still become final. */
  async function isPending(): Promise<boolean> {
    if (sent === undefined) return false
    const receipt = await client
      .getTransactionReceipt({ hash: sent.hash })
      .catch(() => undefined)
    if (receipt !== undefined) return receipt.status === 'success'
    return common.clock.now() - sent.at < pendingMs
  }

  while (!signal.aborted) {
    try {
      if (await isRegistered()) {
        logger.info({ address: account.address, endpoint }, 'registered')
        return
      }
      if (!(await isPending())) {
        const hash = await wallet.writeContract({
          account,
          chain: null,
          address: addresses.keepers,
          abi: keepersAbi,
          functionName: 'register',
          args: [endpoint, recipient],
        })
        sent = { hash, at: common.clock.now() }
      }
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      const short = reason.split('\n', 1)[0] ?? reason
      if (short !== said) logger.info({ reason: short }, 'cannot register yet')
      said = short
    }
    await common.clock.sleep(retryMs, signal)
  }
}
