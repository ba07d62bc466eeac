import type { ConsensusGenesis, ValidatorPage } from '@sahara/protocol/api'
import { bytesToHex, concat, type Hex, hexToBytes } from 'viem'
import { lightError } from './lightError.ts'
import { merkleRoot } from './merkleRoot.ts'
import { fromBase64, messageField, numberField } from './protobuf.ts'

/** Who votes on a height, in CometBFT's order. */
export type LightValidator = {
  /** Compressed, of secp256k1. */
  publicKey: Hex
  power: bigint
}

/** CometBFT's own bound of a total power, an eighth of the largest int64. */
const maxTotalPower = (1n << 60n) - 1n

/**
 * The hash a header names its validators by: the Merkle root over
 * `SimpleValidator`, key and power (`ValidatorSet.Hash` in CometBFT).
 */
export function hashValidators(validators: readonly LightValidator[]): Hex {
  return bytesToHex(
    merkleRoot(
      validators.map(({ publicKey, power }) =>
        concat([
          // secp256k1eth is the fifth kind of `PublicKey`.
          messageField(1, messageField(5, hexToBytes(publicKey))),
          numberField(2, power),
        ]),
      ),
    ),
  )
}

/** The validators of a page of CometBFT's list. */
export function toLightValidators(
  list: readonly {
    pub_key: ValidatorPage['validators'][number]['pub_key']
    voting_power: string
  }[],
): LightValidator[] {
  return list.map(({ pub_key, voting_power }) => {
    const publicKey = fromBase64(pub_key.value)
    if (publicKey.length !== 33)
      throw lightError('LIGHT_VALIDATORS_INVALID', 'A key has a wrong length.')
    return { publicKey: bytesToHex(publicKey), power: BigInt(voting_power) }
  })
}

/** The validators a network begins with, in the order of CometBFT. */
export function genesisValidators({
  validators,
}: ConsensusGenesis): LightValidator[] {
  const sorted = validators
    .map(({ power, ...rest }) => ({ ...rest, voting_power: power }))
    .sort(
      (a, b) =>
        compare(BigInt(b.voting_power), BigInt(a.voting_power)) ||
        compare(a.address, b.address),
    )
  return toLightValidators(sorted)
}

/**
 * The power of a set.
 *
 * @throws {SaharaError} `LIGHT_VALIDATORS_INVALID` for a set that cannot be:
 *   none, two with one key, one without power, or too much
 */
export function totalPower(validators: readonly LightValidator[]): bigint {
  const total = validators.reduce((sum, { power }) => sum + power, 0n)
  const keys = new Set(validators.map(({ publicKey }) => publicKey))
  const isSet =
    validators.length > 0 &&
    keys.size === validators.length &&
    validators.every(({ power }) => power > 0n) &&
    total <= maxTotalPower
  if (isSet) return total
  throw lightError(
    'LIGHT_VALIDATORS_INVALID',
    'These validators are no set that could vote.',
  )
}

function compare<T extends bigint | string>(a: T, b: T): number {
  return a < b ? -1 : a > b ? 1 : 0
}
