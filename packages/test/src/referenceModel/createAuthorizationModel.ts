/** A payment as someone signed it (EIP-3009). Amount in wei, times in seconds. */
export type ModelAuthorization = {
  signer: string
  amountWei: bigint
  /** Exclusive. */
  validAfter: number
  /** Exclusive. */
  validBefore: number
  /** What it is for. */
  nonce: string
}

/**
 * Signed payments once more, written from EIP-3009 and what ISaharaToken says:
 * of each payer, each nonce pays once.
 */
export type AuthorizationModel = {
  /** Why this draws no such amount from the payer, each true or false. */
  refusalsOf: (
    signed: ModelAuthorization,
    drawn: { payer: string; amountWei: bigint; now: number },
  ) => Record<string, boolean>
  /** By its signer. */
  use: (signed: ModelAuthorization) => void
  isUsed: (payer: string, nonce: string) => boolean
}

export function createAuthorizationModel(): AuthorizationModel {
  const used = new Set<string>()
  const keyOf = (payer: string, nonce: string) => `${payer}:${nonce}`
  const isUsed = (payer: string, nonce: string) => used.has(keyOf(payer, nonce))
  return {
    isUsed,
    refusalsOf: (signed, { payer, amountWei, now }) => ({
      'paid too early': now <= signed.validAfter,
      'paid too late': now >= signed.validBefore,
      'paid before': isUsed(payer, signed.nonce),
      'payment not signed':
        signed.signer !== payer || signed.amountWei !== amountWei,
    }),
    use: ({ signer, nonce }) => void used.add(keyOf(signer, nonce)),
  }
}
