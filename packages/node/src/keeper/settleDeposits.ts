import type { Hex } from 'viem'
import type { KeeperModules } from './keeperModules.ts'

/**
 * Brings pending deposits in line with the chain at a final block: keeps for
 * good what was published, and drops what has expired by the chain's own time,
 * so that a chain that lags behind can never make a keeper forget too early. Which
 * key shares they were it remembers; see specs/key-shares.md.
 *
 * @throws {SaharaError} `CHAIN_UNREACHABLE`
 */
export async function settleDeposits(
  { common, chain, shares }: Pick<KeeperModules, 'common' | 'chain' | 'shares'>,
  publisher?: string,
): Promise<void> {
  const block = await chain.finalBlock()
  for (const { assetId, version } of shares.pendingVersions(publisher)) {
    if (common.shutdown.signal.aborted) return
    const commitment = await chain.commitment(
      assetId as Hex,
      version,
      block.number,
    )
    if (commitment !== undefined)
      shares.settle({ assetId, version, commitment })
    shares.forget({
      ...{ assetId, version, time: block.time },
      isPublished: commitment !== undefined,
    })
  }
}
