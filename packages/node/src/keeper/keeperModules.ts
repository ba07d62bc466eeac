import type { Common } from '@sahara/common'
import type { ChainReader } from './createChainReader.ts'
import type { KeyShareStore, PendingLimits } from './createKeyShareStore.ts'
import type { NonceStore } from './createNonceStore.ts'
import type { RateLimiter } from './createRateLimiter.ts'
import type { ReleaseLog } from './createReleaseLog.ts'
import type { KeeperIdentity } from './openIdentity.ts'

/** What a keeper works with. */
export type KeeperModules = {
  common: Common
  identity: KeeperIdentity
  chain: ChainReader
  shares: KeyShareStore
  nonces: NonceStore
  releases: ReleaseLog
  /** How often one account may ask. */
  requesters: RateLimiter
  limits: PendingLimits
  /** Whether it refuses who is not paid for. */
  chargesFees: boolean
}
