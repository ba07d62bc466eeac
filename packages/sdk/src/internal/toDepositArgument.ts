import type { DepositBody } from '@sahara/vault'

/** A deposit, as the contract takes it. */
export function toDepositArgument(deposit: DepositBody['message']) {
  return {
    assetId: BigInt(deposit.assetId),
    version: deposit.version,
    index: deposit.index,
    epoch: BigInt(deposit.epoch),
    shareHash: deposit.shareHash,
    commitment: deposit.commitment,
    publisher: deposit.publisher,
    keeper: deposit.keeper,
    expiresAt: BigInt(deposit.expiresAt),
  }
}
