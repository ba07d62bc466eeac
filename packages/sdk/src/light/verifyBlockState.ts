import { type Address, getAddress, type Hex, numberToHex } from 'viem'
import { rethrowChainError } from '../internal/toChainError.ts'
import type { LightClient, TrustedHeader } from './createLightClient.ts'
import { toHash } from './fetchLightBlock.ts'
import { blockHeaderSchema, hashBlockHeader } from './hashBlockHeader.ts'
import { lightError } from './lightError.ts'
import { type VerifiedState, verifyState } from './verifyState.ts'

/** Who vouches for what was verified. */
export type Verification = {
  network: string
  /** The block it holds at. */
  block: bigint
  blockHash: Hex
  /** Of the block, in Unix seconds. */
  timestamp: number
  /** Validators whose votes confirm it, and how many there are. */
  signers: Address[]
  validators: number
  /** Their power, and that of all. */
  signedPower: bigint
  totalPower: bigint
  /** The newest header that was verified: later verifications may begin with it. */
  trusted: TrustedHeader
}

export type VerifyBlockStateParameters = {
  /** Accounts, and slots of each. */
  accounts: readonly { address: Address; slots: readonly Hex[] }[]
  /** @default the newest */
  block?: bigint | undefined
}

export type VerifyBlockStateReturnType = {
  /** In the order they were asked for. */
  accounts: VerifiedState[]
  verification: Verification
}

/**
 * Accounts and slots of their storage, all the way from the votes of the
 * validators: header of CometBFT → app hash → block → state → proof.
 *
 * @throws {SaharaError} `LIGHT_NO_VALIDATORS`, `LIGHT_HEADER_INVALID`,
 *   `LIGHT_COMMIT_INVALID`, `LIGHT_VALIDATORS_INVALID`, `LIGHT_BLOCK_INVALID`,
 *   `LIGHT_PROOF_INVALID`, `LIGHT_STALE`, `LIGHT_TRUST_EXPIRED`,
 *   `LIGHT_TRUST_INVALID`, `LIGHT_BLOCK_MISSING`, `CHAIN_UNREACHABLE`,
 *   `NODE_UNREACHABLE`
 */
export async function verifyBlockState(
  light: LightClient,
  parameters: VerifyBlockStateParameters,
): Promise<VerifyBlockStateReturnType> {
  // The header of the next height names the block.
  const next = await light.verifyHeader(
    parameters.block === undefined ? undefined : parameters.block + 1n,
  )
  const block = next.height - 1n
  const blockHash = toHash(next.header.app_hash)
  const number = numberToHex(block)
  const [header, ...answers] = await Promise.all([
    ask(light, 'eth_getBlockByNumber', [number, false]),
    ...parameters.accounts.map(({ address, slots }) =>
      ask(light, 'eth_getProof', [address, slots, number]),
    ),
  ])
  const { stateRoot, timestamp } = checkBlock(header, { block, blockHash })
  const { signers, validators } = next
  return {
    accounts: parameters.accounts.map((account, index) =>
      verifyState({ ...account, stateRoot, answer: answers[index] }),
    ),
    verification: {
      network: light.network,
      ...{ block, blockHash, timestamp },
      signers: signers.map((one) => getAddress(one.address)),
      validators: validators.length,
      signedPower: signers.reduce((sum, { power }) => sum + power, 0n),
      totalPower: validators.reduce((sum, { power }) => sum + power, 0n),
      trusted: light.trusted() ?? { height: next.height, hash: next.hash },
    },
  }
}

function checkBlock(
  answer: unknown,
  expected: { block: bigint; blockHash: Hex },
): { stateRoot: Hex; timestamp: number } {
  const { block, blockHash } = expected
  const parsed = blockHeaderSchema.safeParse(answer)
  if (!parsed.success)
    throw invalid(`Block ${block} has a form that no block has.`, parsed.error)
  if (hashBlockHeader(parsed.data) !== blockHash)
    throw invalid(`Block ${block} is not the one the validators voted for.`)
  const { stateRoot, timestamp } = parsed.data
  return { stateRoot: stateRoot as Hex, timestamp: Number(timestamp) }
}

async function ask(
  { chain }: LightClient,
  method: 'eth_getBlockByNumber' | 'eth_getProof',
  params: unknown[],
): Promise<unknown> {
  const request = chain.request as (call: {
    method: string
    params: unknown[]
  }) => Promise<unknown>
  const answer = await request({ method, params }).catch((error: unknown) => {
    try {
      rethrowChainError(error)
    } catch (cause) {
      throw cause === error ? missing(method, cause) : cause
    }
  })
  if (answer === null || answer === undefined) throw missing(method)
  return answer
}

function missing(method: string, cause?: unknown) {
  return lightError(
    'LIGHT_BLOCK_MISSING',
    `The RPC of the chain did not answer ${method} for this block.`,
    {
      hint: 'It may lag behind: ask again in a moment, or name an older block.',
      cause,
    },
  )
}

function invalid(message: string, cause?: unknown) {
  return lightError('LIGHT_BLOCK_INVALID', message, { cause })
}
