import type { ConsensusCommit } from '@sahara/protocol/api'
import {
  type Address,
  concat,
  type Hex,
  keccak256,
  recoverPublicKey,
  toHex,
} from 'viem'
import { encodeBlockId } from './hashHeader.ts'
import { encodeInstant, parseInstant } from './instants.ts'
import { lightError } from './lightError.ts'
import {
  bytesField,
  delimited,
  fixedField,
  fromBase64,
  messageField,
  numberField,
} from './protobuf.ts'
import { type LightValidator, totalPower } from './validators.ts'

/** A validator that voted for a block. */
export type Signer = LightValidator & { address: Address }

const absent = 1
const forBlock = 2
const forNone = 3
const precommit = 2n
const noTime = '0001-01-01T00:00:00Z'
/** Half the order of secp256k1: larger S are refused (EIP-2). */
const halfOrder =
  0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0n

/**
 * Checks every vote of a commit against the validators of its height, and that
 * those for the block have more than two thirds of the power.
 *
 * @param parameters.network CometBFT's chain id, which each vote names
 * @returns who voted for the block
 * @throws {SaharaError} `LIGHT_COMMIT_INVALID`, `LIGHT_VALIDATORS_INVALID`
 */
export async function verifyCommit(parameters: {
  network: string
  commit: ConsensusCommit
  validators: readonly LightValidator[]
}): Promise<Signer[]> {
  const { network, commit, validators } = parameters
  const total = totalPower(validators)
  if (commit.signatures.length !== validators.length)
    throw invalid('it has not one place for each validator')
  const signers: Signer[] = []
  for (const [index, validator] of validators.entries()) {
    const vote = commit.signatures[index]
    if (!vote) throw invalid('it has not one place for each validator')
    if (vote.block_id_flag === absent) {
      if (vote.signature || vote.validator_address || vote.timestamp !== noTime)
        throw invalid('it has a vote of who did not vote')
      continue
    }
    const signed = voteBytes(network, commit, vote)
    const { publicKey, address } = await recoverSigner(signed, vote.signature)
    if (publicKey !== validator.publicKey)
      throw invalid(`vote ${index} is not signed by its validator`)
    if (address !== `0x${vote.validator_address.toLowerCase()}`)
      throw invalid(`vote ${index} names another validator`)
    if (vote.block_id_flag === forBlock) signers.push({ ...validator, address })
  }
  const power = signers.reduce((sum, one) => sum + one.power, 0n)
  if (power * 3n > total * 2n) return signers
  throw invalid(`it has ${power} of ${total} votes`)
}

/**
 * What a validator signs: `CanonicalVote` after its length
 * (`types/canonical.go`).
 */
export function voteBytes(
  network: string,
  commit: Pick<ConsensusCommit, 'height' | 'round' | 'block_id'>,
  vote: Pick<
    ConsensusCommit['signatures'][number],
    'block_id_flag' | 'timestamp'
  >,
): Uint8Array {
  if (vote.block_id_flag !== forBlock && vote.block_id_flag !== forNone)
    throw invalid('it has a vote of an unknown kind')
  return delimited(
    concat([
      numberField(1, precommit),
      fixedField(2, BigInt(commit.height)),
      fixedField(3, BigInt(commit.round)),
      vote.block_id_flag === forNone
        ? new Uint8Array()
        : messageField(4, encodeBlockId(commit.block_id)),
      messageField(5, encodeInstant(parseInstant(vote.timestamp))),
      bytesField(6, network),
    ]),
  )
}

/** Who signed, by the rules of CometBFT's `secp256k1eth`: R, S, V of 0 or 1. */
async function recoverSigner(
  bytes: Uint8Array,
  signature: string | null,
): Promise<{ publicKey: Hex; address: Address }> {
  const signed = fromBase64(signature ?? '')
  const s = signed.length === 65 ? BigInt(toHex(signed.slice(32, 64))) : 0n
  if (s === 0n || s > halfOrder || (signed[64] ?? 2) > 1)
    throw invalid('a signature is malformed')
  const hash = keccak256(bytes)
  const key = await recoverPublicKey({ hash, signature: signed }).catch(
    (cause: unknown) => {
      throw invalid('a signature is malformed', cause)
    },
  )
  const x = key.slice(4, 68)
  const isOdd = Number.parseInt(key.slice(-1), 16) % 2 === 1
  return {
    publicKey: `0x${isOdd ? '03' : '02'}${x}`,
    address: `0x${keccak256(`0x${key.slice(4)}`).slice(-40)}`,
  }
}

function invalid(reason: string, cause?: unknown) {
  return lightError(
    'LIGHT_COMMIT_INVALID',
    `The votes do not confirm this block: ${reason}.`,
    { cause },
  )
}
