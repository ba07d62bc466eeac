import { type SaharaBlock, SaharaError } from '@sahara/protocol'
import { base64 } from '@scure/base'
import {
  type Address,
  bytesToHex,
  type Hex,
  hashTypedData,
  keccak256,
  type LocalAccount,
  verifyTypedData,
} from 'viem'
import { newAgeIdentity } from '../age/ageIdentity.ts'
import { decryptWith } from '../sealing/encryptTo.ts'
import { shareHashOf } from './commitments.ts'
import type { CommittedKeys } from './commitmentTree.ts'
import {
  answerTypedData,
  type RequestAnswer,
  type RequestBody,
  requestAnswerSchema,
  requestTypedData,
} from './keeperMessages.ts'
import { keySharesTooFew } from './keySharesTooFew.ts'
import { type Fetch, postToKeeper } from './postToKeeper.ts'
import type { KeyShare } from './splitContentKey.ts'
import { verifyCommitment } from './verifyCommitment.ts'

/** Requests live this long; keepers take at most five minutes. */
const lifetimeSeconds = 120

/** Who answers, and where. */
export type KeeperPlace = { address: Address; endpoint: string }

/** A keeper that gave no valid key share, and why. */
export type KeeperFault = {
  keeper: Address
  /** Its number in the metadata. */
  index: number
  error: SaharaError
}

export type CollectKeySharesParameters = {
  /** The `sahara` block of the metadata. */
  block: CommittedKeys
  /** The `commitment` of the version on chain. */
  commitment: string
  /** Where each keeper answers, and who came after it, from the chain. */
  keepers: readonly (KeeperPlace & {
    /** Has its key shares now, and is asked too. */
    successor?: KeeperPlace | undefined
  })[]
  /** Who may open the asset. */
  account: LocalAccount
  chainId: number
  /** What the key is for: 0 is personal use. @default 0n */
  context?: bigint | undefined
  clock?: { now: () => number } | undefined
  random?: ((length: number) => Uint8Array) | undefined
  fetch?: Fetch | undefined
  /** @default 10_000 */
  timeoutMs?: number | undefined
  /** How long the rest may still answer when enough have. @default 1_000 */
  graceMs?: number | undefined
  signal?: AbortSignal | undefined
}

export type CollectKeySharesReturnType = {
  /** As many as the threshold or more, each checked against its commitment. */
  shares: KeyShare[]
  /** Keepers that signed an answer against the commitments. */
  liars: Address[]
  /** Every keeper that gave no valid key share, and why. */
  faults: KeeperFault[]
}

/**
 * Asks all keepers of a version at once for their key shares, each to a
 * recipient made for that one request.
 *
 * @throws {SaharaError} `KEEPER_ACCESS_DENIED` when every keeper refuses,
 *   `KEEPER_LIED`, `KEEPER_UNREACHABLE`, `KEY_SHARES_TOO_FEW`,
 *   `KEY_COMMITMENT_MISMATCH` when the block is not the committed one,
 *   `METADATA_INVALID` when its key shares cannot be used
 */
export async function collectKeyShares(
  parameters: CollectKeySharesParameters,
): Promise<CollectKeySharesReturnType> {
  const { block, commitment, signal } = parameters
  verifyCommitment({ block, commitment })
  signal?.throwIfAborted()

  const enough = new AbortController()
  const stop = signal ? AbortSignal.any([signal, enough.signal]) : enough.signal
  const shares: KeyShare[] = []
  const faults: KeeperFault[] = []
  let grace: ReturnType<typeof setTimeout> | undefined

  await Promise.all(
    block.keyShares.map(async (committed) => {
      const keeper = committed.keeper.toLowerCase() as Address
      try {
        shares.push(await askEither(parameters, committed, keeper, stop))
        if (shares.length === block.threshold)
          grace = setTimeout(() => enough.abort(), parameters.graceMs ?? 1_000)
      } catch (cause) {
        signal?.throwIfAborted()
        const error = SaharaError.isInstance(cause)
          ? cause
          : new SaharaError('The keeper did not answer in time.', {
              code: 'KEEPER_UNREACHABLE',
              hint: 'Try again, or ask its operator whether it runs.',
              retryable: true,
              cause,
            })
        faults.push({ keeper, index: committed.index, error })
      }
    }),
  ).finally(() => clearTimeout(grace))

  faults.sort((a, b) => a.index - b.index)
  const liars = faults
    .filter(({ error }) => error.code === 'KEEPER_LIED')
    .map(({ keeper }) => keeper)
  if (shares.length < block.threshold)
    throw keySharesTooFew({ block, faults, liars })
  return { shares, liars, faults }
}

/** Asks a keeper and its successor, if there is one; the first to give it wins. */
async function askEither(
  parameters: CollectKeySharesParameters,
  committed: SaharaBlock['keyShares'][number],
  keeper: Address,
  signal: AbortSignal,
): Promise<KeyShare> {
  const known = parameters.keepers.find(
    ({ address }) => address.toLowerCase() === keeper,
  )
  const own = ask(parameters, committed, keeper, known?.endpoint, signal)
  const { successor } = known ?? {}
  if (!successor) return own
  const other = successor.address.toLowerCase() as Address
  const asked = ask(parameters, committed, other, successor.endpoint, signal)
  // What the keeper itself says counts, if both fail.
  return Promise.any([own, asked]).catch(() => own)
}

async function ask(
  parameters: CollectKeySharesParameters,
  committed: SaharaBlock['keyShares'][number],
  keeper: Address,
  endpoint: string | undefined,
  signal: AbortSignal,
): Promise<KeyShare> {
  const { block, account, chainId } = parameters
  if (endpoint === undefined)
    throw new SaharaError('The chain has no endpoint of this keeper.', {
      code: 'KEEPER_UNREACHABLE',
      hint: 'The keeper was never registered; the others may be enough.',
      details: { keeper },
    })
  const random = parameters.random ?? randomBytes
  const now = (parameters.clock ?? Date).now()
  const { identity, recipient } = await newAgeIdentity()
  const message: RequestBody['message'] = {
    assetId: block.assetId as Hex,
    version: block.version,
    context: (parameters.context ?? 0n).toString(),
    recipient,
    nonce: bytesToHex(random(32)),
    expiresAt: Math.floor(now / 1_000) + lifetimeSeconds,
    keeper,
  }
  const typedData = requestTypedData(chainId, message)
  const body: RequestBody = {
    message,
    requester: account.address.toLowerCase() as Address,
    signature: await account.signTypedData(typedData),
  }
  const answer = await postToKeeper({
    endpoint,
    path: '/v1/requests',
    body,
    schema: requestAnswerSchema,
    timeoutMs: parameters.timeoutMs ?? 10_000,
    fetch: parameters.fetch ?? globalThis.fetch,
    signal,
  })
  return openAnswer({
    answer,
    block,
    chainId,
    index: committed.index,
    hash: committed.hash,
    keeper,
    identity,
    requestHash: hashTypedData(typedData),
  })
}

/** The key share in an answer, after every check a keeper can fail. */
async function openAnswer(parameters: {
  answer: RequestAnswer
  block: CommittedKeys
  chainId: number
  index: number
  hash: string
  keeper: Address
  identity: string
  requestHash: Hex
}): Promise<KeyShare> {
  const { answer, block, chainId, index, hash, keeper } = parameters
  const { message, signature } = answer
  const signed = await verifyTypedData({
    ...answerTypedData(chainId, message),
    address: keeper,
    signature,
  }).catch(() => false)
  if (!signed || message.requestHash !== parameters.requestHash)
    // Anyone on the way could have sent this: it proves nothing about the keeper.
    throw new SaharaError('The answer is not signed by the keeper.', {
      code: 'KEEPER_UNREACHABLE',
      hint: 'Check that its endpoint on chain leads to the keeper itself.',
      details: { keeper, index },
    })

  const lied = (what: string) =>
    new SaharaError(`The keeper signed ${what}.`, {
      code: 'KEEPER_LIED',
      hint: 'Keep the signed answer as evidence; the other keepers may be enough.',
      details: {
        keeper,
        index,
        requestHash: message.requestHash,
        shareHash: message.shareHash,
        sealedHash: message.sealedHash,
        signature,
        answer: JSON.stringify({ message, signature }),
      },
    })
  const { assetId, version } = block
  if (
    message.assetId !== assetId ||
    message.version !== version ||
    message.index !== index ||
    message.shareHash !== hash
  )
    throw lied('a key share that is not the committed one')
  const sealed = base64.decode(answer.sealed)
  if (keccak256(sealed) !== message.sealedHash)
    throw new SaharaError('The answer was changed on its way.', {
      code: 'KEEPER_UNREACHABLE',
      hint: 'Try again, over a connection that you trust.',
      details: { keeper, index },
    })
  const value = await decryptWith(parameters.identity, sealed).catch(
    () => undefined,
  )
  if (value === undefined) throw lied('a key share that nobody can open')
  if (shareHashOf({ assetId, version, index, value }) !== hash)
    throw lied('a key share with other bytes than committed')
  return { index, value }
}

function randomBytes(length: number): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(length))
}
