import type { AssetId } from '@sahara/protocol'
import type { Hex } from 'viem'

/** What the test tells a program to buy; the same again means: go on. */
export type PurchaseTask = {
  purchaseId: Hex
  privateKey: Hex
  offerId: Hex
  /** In wei, as text: it travels between processes. */
  maxPriceWei: string
  /** Opened and read after the purchase, if any. */
  open?: AssetId | undefined
}

/** What a program says about a task. */
export type PurchaseAnswer = { purchaseId: Hex } & (
  | { transactionHash: Hex; content?: string | undefined }
  | { error: { code: string; retryable: boolean; text: string } }
)
