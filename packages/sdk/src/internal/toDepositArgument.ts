import type { SignedDeposit } from '@sahara/vault'

/** A signed deposit, as the contract takes it. */
export function toDepositArgument(deposit: SignedDeposit) {
  const { proof: _, signature: __, ...message } = deposit
  return {
    ...message,
    assetId: BigInt(message.assetId),
    epoch: BigInt(message.epoch),
    expiresAt: BigInt(message.expiresAt),
  }
}
