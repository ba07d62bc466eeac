import type { Verification, VerifyLicenceReturnType } from '@sahara/sdk/light'
import { toTime } from '../terminal/words.ts'
import { toRightsText } from './toLicenceLines.ts'

/** Who vouches for what was verified. */
export function toVerificationLines(verification: Verification): string[] {
  const { signers, validators, signedPower, totalPower } = verification
  const { block, timestamp, network, trusted } = verification
  const isEqual =
    signedPower * BigInt(validators) === totalPower * BigInt(signers.length)
  const power = isEqual ? '' : `, with ${signedPower} of ${totalPower} votes,`
  return [
    `verified by ${signers.length} of ${validators} validators${power} at block ${block} (${toTime(timestamp)}) of ${network}`,
    `newest header: ${trusted.height}:${trusted.hash}`,
  ]
}

/** What an account was sold and granted, as `sahara verify licence` shows it. */
export function toVerifiedLicenceLines(
  licence: VerifyLicenceReturnType,
): string[] {
  const { sold, granted, verification } = licence
  const lines = (
    [
      ['bought', sold],
      ['granted', granted],
    ] as const
  ).flatMap(([how, expiries]) =>
    Object.keys(expiries).length === 0
      ? []
      : [`${how}: ${toRightsText(expiries, verification.timestamp)}`],
  )
  return lines.length === 0 ? ['no licence of its own'] : lines
}
