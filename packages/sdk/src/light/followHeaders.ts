import type { Hex } from 'viem'
import { type LightBlock, toHash } from './fetchLightBlock.ts'
import { type Instant, isAfter, parseInstant, toMs } from './instants.ts'
import { lightError } from './lightError.ts'
import { type LightValidator, totalPower } from './validators.ts'

/** What is trusted already: the genesis, height 0, or a verified header. */
export type Trusted = {
  height: bigint
  /** Undefined of the genesis, which has no header. */
  hash: Hex | undefined
  time: Instant
  validators: readonly LightValidator[]
  nextValidatorsHash: Hex
}

/** How far ahead of this machine's clock a header may be. */
const maxDriftMs = 10_000

/**
 * Gets from what is trusted to a header, as CometBFT's light client does: at
 * once when more than a third of the trusted power voted for it, through
 * headers between them when not. In a set of which less than a third lies, one
 * of that third is honest, and does not vote for two headers of one height.
 *
 * @returns the header, trusted now
 * @throws {SaharaError} `LIGHT_HEADER_INVALID`, `LIGHT_VALIDATORS_INVALID`,
 *   `LIGHT_TRUST_EXPIRED`, what `fetch` says
 */
export async function followHeaders(parameters: {
  trusted: Trusted
  target: LightBlock
  fetch: (height: bigint) => Promise<LightBlock>
  nowMs: number
  trustingPeriodMs: number
}): Promise<Trusted> {
  const { fetch, nowMs, trustingPeriodMs } = parameters
  let { trusted } = parameters
  // A validator that left long ago loses nothing by voting twice.
  if (toMs(trusted.time) + trustingPeriodMs <= nowMs)
    throw lightError(
      'LIGHT_TRUST_EXPIRED',
      `What is trusted, height ${trusted.height}, is too old.`,
      {
        hint: 'Take height and hash of a newer header from somebody you trust, and give it (--trusted HEIGHT:HASH).',
      },
    )
  const pending = [parameters.target]
  for (let next = pending.at(-1); next; next = pending.at(-1)) {
    const verified = verifyStep(trusted, next, nowMs)
    if (verified) {
      trusted = verified
      pending.pop()
    } else {
      pending.push(await fetch((trusted.height + next.height) / 2n))
    }
  }
  return trusted
}

/** Undefined when the header is too far away to be judged. */
function verifyStep(
  trusted: Trusted,
  next: LightBlock,
  nowMs: number,
): Trusted | undefined {
  const { height, hash, header, validators } = next
  const time = parseInstant(header.time)
  // The first header has the time of the genesis.
  const isLater =
    trusted.hash === undefined
      ? !isAfter(trusted.time, time)
      : isAfter(time, trusted.time)
  if (height <= trusted.height || !isLater)
    throw lightError(
      'LIGHT_HEADER_INVALID',
      `Header ${height} is not later than header ${trusted.height}.`,
    )
  if (toMs(time) >= nowMs + maxDriftMs)
    throw lightError(
      'LIGHT_HEADER_INVALID',
      `Header ${height} is of a time to come, ${header.time}.`,
      { hint: "Check this machine's clock; if it is right, the node lies." },
    )
  const isNext = height === trusted.height + 1n
  if (isNext && toHash(header.validators_hash) !== trusted.nextValidatorsHash)
    throw lightError(
      'LIGHT_VALIDATORS_INVALID',
      `The validators of height ${height} are not those that were to follow.`,
    )
  if (!isNext && !isTrustedByAThird(trusted, next)) return undefined
  return {
    ...{ height, hash, time, validators },
    nextValidatorsHash: toHash(header.next_validators_hash),
  }
}

function isTrustedByAThird(trusted: Trusted, next: LightBlock): boolean {
  const signed = new Set(next.signers.map(({ publicKey }) => publicKey))
  const power = trusted.validators
    .filter(({ publicKey }) => signed.has(publicKey))
    .reduce((sum, one) => sum + one.power, 0n)
  return power * 3n > totalPower(trusted.validators)
}
