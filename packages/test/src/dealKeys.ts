import {
  type AssetId,
  addresses,
  assetIdOf,
  localChainId,
} from '@sahara/protocol'
import {
  type CommittedKeys,
  commitKeyShares,
  commitmentRootOf,
  type KeyShare,
  splitContentKey,
} from '@sahara/vault'
import type { Address, Hex } from 'viem'
import { generatePrivateKey } from 'viem/accounts'

/** A content key that was split for an asset version to come. */
export type Deal = {
  assetId: AssetId
  salt: Hex
  key: Uint8Array
  shares: KeyShare[]
  block: CommittedKeys
  commitment: Hex
}

/** Makes a content key for an asset of the publisher, and deals it 2-of-n. */
export async function dealKeys(parameters: {
  publisher: Address
  /** @default epoch 1 */
  keepers: readonly { address: Address; epoch?: number }[]
  /** Names the asset. @default one of its own */
  salt?: Hex
  version?: number
  /** Commits to another key than the one that is split. */
  isKeyBad?: boolean
}): Promise<Deal> {
  const { publisher, keepers, salt = generatePrivateKey() } = parameters
  const assetId = assetIdOf({
    chainId: localChainId,
    registry: addresses.assetRegistry,
    publisher,
    salt,
  })
  const key = crypto.getRandomValues(new Uint8Array(32))
  const shares = await splitContentKey({
    key,
    threshold: 2,
    count: keepers.length,
  })
  const block = commitKeyShares({
    assetId,
    version: parameters.version ?? 1,
    manifest: 'bafkreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa4s52zy',
    threshold: 2,
    key: parameters.isKeyBad ? key.map((byte) => byte ^ 1) : key,
    shares,
    keepers: keepers.map(({ address, epoch = 1 }) => ({ address, epoch })),
  })
  const commitment = commitmentRootOf(block)
  return { assetId, salt, key, shares, block, commitment }
}
