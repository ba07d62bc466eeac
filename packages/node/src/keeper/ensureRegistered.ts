import type { Common } from '@sahara/common'
import { registerKeeper, type SaharaClient } from '@sahara/sdk'
import type { LocalAccount } from 'viem'
import type { ChainReader } from './createChainReader.ts'

const retryMs = 500

/**
 * Registers the keeper on chain, unless it stands there already as it is now,
 * or has left. Repeats until it has gas and its stake and the chain answers, or
 * the service stops.
 */
export async function ensureRegistered(parameters: {
  common: Common
  chain: ChainReader
  client: SaharaClient
  account: LocalAccount
  endpoint: string
  recipient: string
  /** Also if it left, or lost its place to a fault. */
  rejoin: boolean
}): Promise<void> {
  const { common, chain, client, account, endpoint, recipient } = parameters
  const { signal } = common.shutdown
  const logger = common.logger.child({ module: 'register' })
  let said = ''

  async function isDone(): Promise<boolean> {
    const at = await chain.finalBlock()
    const found = await chain.registration(account.address, at.number)
    const { address } = account
    if (found.epoch > 0n && !found.active && !parameters.rejoin) {
      logger.warn({ address }, 'left; --rejoin registers it again')
      return true
    }
    const isRegistered =
      found.active &&
      found.endpoint === endpoint &&
      found.recipient === recipient
    if (isRegistered) logger.info({ address, endpoint }, 'registered')
    return isRegistered
  }

  while (!signal.aborted) {
    try {
      if (await isDone()) return
      await registerKeeper(client, { account, endpoint, recipient, signal })
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      const short = reason.split('\n', 1)[0] ?? reason
      if (short !== said) logger.info({ reason: short }, 'cannot register yet')
      said = short
    }
    // Also after it: an RPC that lags must not make it pay again at once.
    await common.clock.sleep(retryMs, signal)
  }
}
