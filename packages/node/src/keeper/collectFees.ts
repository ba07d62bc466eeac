import {
  beginKeeperFee,
  drawKeeperFee,
  getKeeperFee,
  type SaharaClient,
} from '@sahara/sdk'
import { isAddressEqual } from 'viem'
import type { KeeperModules } from './keeperModules.ts'

/** What is due is drawn when it is worth the gas: once a week. */
const drawEverySeconds = 7 * 86_400

/**
 * Charges for the assets whose key shares it keeps, and draws what is due.
 *
 * @throws {SaharaError} `CHAIN_UNREACHABLE`
 */
export async function collectFees(
  { common, chain, shares, identity }: KeeperModules,
  client: SaharaClient,
): Promise<void> {
  const { account } = identity
  const keeper = account.address
  const { signal } = common.shutdown
  for (const { message, proof } of shares.assetsKept()) {
    if (signal.aborted) return
    const { assetId } = message
    // What it holds for another, that one was dealt.
    if (!isAddressEqual(message.keeper, keeper)) continue
    try {
      const fee = await getKeeperFee(client, { assetId, keeper })
      if (fee.feeWei === 0n) return
      const { time } = await chain.finalBlock()
      // Once is enough to put down that nothing is there.
      const isKnownUnpaid = fee.unpaidSince > 0 && fee.freeWei === 0n
      if (!fee.isDue)
        // Also where another version was shredded, which pays what is due for
        // it; what it took before it came back anew is paid no more.
        await beginKeeperFee(client, {
          ...{ account, deposit: message, proof, signal },
        })
      else if (time - fee.paidUntil >= drawEverySeconds && !isKnownUnpaid)
        await drawKeeperFee(client, { account, assetId, keeper, signal })
    } catch (err) {
      common.logger.warn({ assetId, err }, 'cannot collect a fee now')
    }
  }
}
