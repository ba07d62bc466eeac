import type {
  DepositBody,
  HandOverBody,
  RequestAnswer,
  RequestBody,
  ShredBody,
  ShredReceipt,
} from '@sahara/vault'
import type { Hex } from 'viem'
import { acceptDeposit } from './acceptDeposit.ts'
import { acceptHandOver } from './acceptHandOver.ts'
import type { KeeperModules } from './keeperModules.ts'
import { releaseKeyShare } from './releaseKeyShare.ts'
import { settleDeposits } from './settleDeposits.ts'
import { shredKeyShares } from './shredKeyShares.ts'

/** What a keeper does. */
export type Keeper = {
  /** Takes one key share and signs for it, once it is durable. */
  deposit: (body: DepositBody) => Promise<{ signature: Hex }>
  /** Answers one request for a key share, or throws why not. */
  release: (body: RequestBody) => Promise<RequestAnswer>
  /** Takes a key share of a keeper that named this one its successor. */
  takeOver: (body: HandOverBody) => Promise<{ signature: Hex }>
  /** Drops what the owner ordered dropped, and signs for that. */
  shred: (body: ShredBody) => Promise<ShredReceipt>
  /** Brings what is not known to be published in line with the chain. */
  settle: () => Promise<void>
}

/**
 * A keeper holds one key share of many asset versions and gives each only to
 * who may open the asset. Nothing leaves before `canOpen` was true at a final
 * block, nothing is given but what is committed on chain, and a plain key
 * share never touches disk, a log or an error.
 */
export function createKeeper(modules: KeeperModules): Keeper {
  return {
    deposit: (body) => acceptDeposit(modules, body),
    release: (body) => releaseKeyShare(modules, body),
    takeOver: (body) => acceptHandOver(modules, body),
    shred: (body) => shredKeyShares(modules, body),
    settle: () => settleDeposits(modules),
  }
}
