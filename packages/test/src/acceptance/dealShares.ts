import { localChainId } from '@sahara/protocol'
import { commitmentTree, depositTypedData } from '@sahara/vault'
import type { Hex } from 'viem'
import { accountAt } from '../accounts.ts'
import { type Deal, dealKeys } from '../dealKeys.ts'
import type { ModelKeyShare } from '../referenceModel/createKeeperModel.ts'

/** A key share, signed for by its keeper. Accounts by their index. */
export type DealtShare = ModelKeyShare & {
  keeperIndex: number
  message: ReturnType<typeof depositTypedData>['message']
  signature: Hex
  proof: Hex[]
}

export type DealtAsset = { deal: Deal; publisher: number; shares: DealtShare[] }

/** Deals the key of an asset to keepers, each of which signs for its share. */
export async function dealShares(options: {
  publisher: number
  /** Under their epochs of now. */
  keepers: readonly { index: number; epoch: number }[]
  salt: Hex
  isKeyBad: boolean
  /** @default 1 */
  version?: number
}): Promise<DealtAsset> {
  const { publisher, keepers, salt, isKeyBad, version = 1 } = options
  const { address } = accountAt(publisher)
  const deal = await dealKeys({
    ...{ publisher: address, salt, isKeyBad, version },
    keepers: keepers.map(({ index, epoch }) => ({
      ...{ address: accountAt(index).address, epoch },
    })),
  })
  const { proofOf } = commitmentTree(deal.block)
  const shares: DealtShare[] = []
  for (const [position, one] of deal.block.keyShares.entries()) {
    const keeperIndex = keepers[position]?.index ?? 0
    const keeper = accountAt(keeperIndex)
    const typed = depositTypedData(localChainId, {
      ...{ assetId: deal.assetId, version, index: one.index },
      ...{ epoch: one.epoch, shareHash: one.hash as Hex },
      ...{ commitment: deal.commitment, publisher: address },
      ...{ keeper: keeper.address, expiresAt: 1 },
    })
    shares.push({
      ...{ asset: deal.assetId, keeper: keeper.address.toLowerCase(), version },
      ...{ epoch: one.epoch, keeperIndex, message: typed.message },
      signature: await keeper.signTypedData(typed),
      proof: proofOf(position) ?? [],
    })
  }
  return { deal, publisher, shares }
}
