import { toAmount } from '../terminal/words.ts'

/**
 * What `sahara shares transfer` says before it asks.
 *
 * @param parameters.waitingWei what descendants earned for the shares held now
 * and did not distribute
 */
export function toShareNotes(parameters: {
  held: number
  amount: number
  waitingWei: bigint
}): string[] {
  const { held, amount, waitingWei } = parameters
  const lostWei =
    held > 0 ? (waitingWei * BigInt(Math.min(amount, held))) / BigInt(held) : 0n
  return [
    `You hold ${held} of 10,000 shares, and keep ${Math.max(0, held - amount)}.`,
    'What was paid for the asset itself until now stays yours. All later income of these shares is the receiver’s, also what assets made from it have earned but not distributed.',
    ...(lostWei > 0n
      ? [
          `That is ${toAmount(lostWei)} now; to keep it, run \`sahara claim\` first.`,
        ]
      : []),
  ]
}
