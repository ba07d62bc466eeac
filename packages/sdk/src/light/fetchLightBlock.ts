import {
  type ConsensusHeader,
  signedHeaderSchema,
  validatorPageSchema,
} from '@sahara/protocol/api'
import type { Hex } from 'viem'
import type { z } from 'zod'
import type {
  ConsensusRequest,
  ConsensusTransport,
} from './consensusTransports.ts'
import { hashHeader } from './hashHeader.ts'
import { lightError } from './lightError.ts'
import {
  hashValidators,
  type LightValidator,
  toLightValidators,
} from './validators.ts'
import { type Signer, verifyCommit } from './verifyCommit.ts'

/** A height that is consistent in itself: its validators, by their own word, voted for it. */
export type LightBlock = {
  height: bigint
  hash: Hex
  header: ConsensusHeader
  validators: LightValidator[]
  signers: Signer[]
}

/** CometBFT's largest page, and more pages than it allows validators. */
const perPage = 100
const maxPages = 100

/**
 * Fetches a header with its votes and validators, and checks that they fit
 * each other. Whether they may be believed is decided by who trusts whom.
 *
 * @throws {SaharaError} `LIGHT_HEADER_INVALID`, `LIGHT_COMMIT_INVALID`,
 *   `LIGHT_VALIDATORS_INVALID`, what the transport says
 */
export async function fetchLightBlock(parameters: {
  ask: ConsensusTransport
  network: string
  /** @default the newest */
  height?: bigint | undefined
}): Promise<LightBlock> {
  const { ask, network, height } = parameters
  const { signed_header } = parse(
    signedHeaderSchema,
    await ask({
      method: 'commit',
      params: height === undefined ? {} : { height: String(height) },
    }),
  )
  const { header, commit } = signed_header
  const hash = hashHeader(header)
  if (header.chain_id !== network)
    throw headerInvalid(`it is of ${header.chain_id}, not of ${network}`)
  if (height !== undefined && BigInt(header.height) !== height)
    throw headerInvalid(`its height is ${header.height}, not ${height}`)
  if (commit.height !== header.height)
    throw headerInvalid('its votes are of another height')
  if (`0x${commit.block_id.hash.toLowerCase()}` !== hash)
    throw headerInvalid('its votes are for another header')
  const validators = await fetchValidators(ask, header.height)
  if (hashValidators(validators) !== toHash(header.validators_hash))
    throw lightError(
      'LIGHT_VALIDATORS_INVALID',
      `The validators of height ${header.height} are not those its header names.`,
    )
  const signers = await verifyCommit({ network, commit, validators })
  return { height: BigInt(header.height), hash, header, validators, signers }
}

/** A hash as the rest of the world writes it. */
export function toHash(digits: string): Hex {
  return `0x${digits.toLowerCase()}`
}

async function fetchValidators(
  ask: ConsensusTransport,
  height: string,
): Promise<LightValidator[]> {
  const validators: LightValidator[] = []
  for (let page = 1; page <= maxPages; page++) {
    const request: ConsensusRequest = {
      method: 'validators',
      params: { height, page: String(page), per_page: String(perPage) },
    }
    const answer = parse(validatorPageSchema, await ask(request))
    validators.push(...toLightValidators(answer.validators))
    const isLast = BigInt(validators.length) >= BigInt(answer.total)
    if (isLast || answer.validators.length === 0) break
  }
  return validators
}

function parse<S extends z.ZodType>(schema: S, answer: unknown): z.output<S> {
  const parsed = schema.safeParse(answer)
  if (parsed.success) return parsed.data
  throw lightError(
    'LIGHT_HEADER_INVALID',
    'The node answered in a form that no header has.',
    { cause: parsed.error },
  )
}

function headerInvalid(reason: string) {
  return lightError(
    'LIGHT_HEADER_INVALID',
    `The header does not hold: ${reason}.`,
  )
}
