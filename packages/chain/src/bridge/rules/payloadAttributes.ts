import type { Address, Hex } from 'viem'
import type { Timestamp } from '../abci/messages.ts'
import type { Withdrawal } from '../codec/proposal.ts'
import { type BlockContext, contextRoot } from './contextRoot.ts'

/** A block of the execution layer, as far as its child depends on it. */
export type ParentBlock = { number: bigint; hash: Hex; timestamp: bigint }

/** What consensus fixes of a block before any transaction is chosen. */
export type PayloadAttributes = {
  timestamp: bigint
  prevRandao: Hex
  feeRecipient: Address
  withdrawals: readonly Withdrawal[]
  parentBeaconBlockRoot: Hex
}

/** PayloadAttributesV3 of the one block that may follow in this context. */
export function payloadAttributes(parameters: {
  chainId: number
  parent: ParentBlock
  /** CometBFT's: the median of the votes on the parent. */
  time: Timestamp
  context: BlockContext
}): PayloadAttributes {
  const { chainId, parent, time, context } = parameters
  return {
    timestamp: blockTimestamp(parent, time),
    prevRandao: parent.hash,
    feeRecipient: context.proposer,
    withdrawals: [],
    parentBeaconBlockRoot: contextRoot(chainId, context),
  }
}

/** The execution layer wants each second used at most once. */
function blockTimestamp(parent: ParentBlock, time: Timestamp): bigint {
  const next = parent.timestamp + 1n
  return time.seconds > next ? time.seconds : next
}
