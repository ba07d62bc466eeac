import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { systemClock } from '@sahara/common'
import { SaharaError } from '@sahara/protocol'
import { bytesToHex, type Hex, hexToBytes } from 'viem'
import type { PrepareProposal } from '../../src/bridge/abci/messages.ts'
import {
  decodeProposal,
  encodeProposal,
  type Proposal,
} from '../../src/bridge/codec/proposal.ts'
import {
  createEngineClient,
  type EngineClient,
} from '../../src/bridge/engineApi/createEngineClient.ts'
import {
  type ParentBlock,
  type PayloadAttributes,
  payloadAttributes,
} from '../../src/bridge/rules/payloadAttributes.ts'
import { versionedHashes } from '../../src/bridge/rules/versionedHashes.ts'
import type { NodeUnderTest } from './createNodeUnderTest.ts'
import type { Subject } from './createSubject.ts'

const buildMs = 400

/** What a Byzantine proposer has in hand when it is its turn. */
export type Forge = {
  engine: EngineClient
  request: PrepareProposal
  /** What the product's bridge built. */
  honest: Proposal
  bytes: Uint8Array
  attributes: PayloadAttributes
}

/** What it proposes in place of it; undefined: not this time. */
export type Forgery = (forge: Forge) => Promise<Uint8Array[] | undefined>

/** A client of the geth of a node that goes around our tap. */
export async function engineOf(
  subject: Subject,
  node: NodeUnderTest,
): Promise<EngineClient> {
  const secret = await readFile(join(node.directory, 'jwt.hex'), 'utf8')
  return createEngineClient({
    url: `http://127.0.0.1:${subject.taps().enginePorts.get(node)}`,
    secret: hexToBytes(secret.trim() as Hex),
    clock: systemClock,
    timeoutMs: 10_000,
  })
}

/** What the proposer of a request would have to build, and on what. */
async function attributesOf(parameters: {
  engine: EngineClient
  chainId: number
  request: PrepareProposal
}): Promise<{ parent: ParentBlock; attributes: PayloadAttributes }> {
  const { engine, chainId, request } = parameters
  const parent = await engine.getBlock(request.height - 1n)
  if (!parent) throw new Error('the proposer has no parent')
  const attributes = payloadAttributes({
    chainId,
    parent,
    time: request.time,
    context: {
      height: request.height,
      proposer: bytesToHex(request.proposerAddress),
      votes: request.localLastCommit.votes,
      misbehaviour: request.misbehavior,
    },
  })
  return { parent, attributes }
}

export async function forgeOf(parameters: {
  engine: EngineClient
  chainId: number
  request: PrepareProposal
  bytes: Uint8Array
}): Promise<Forge> {
  const { engine, request, bytes } = parameters
  const { attributes } = await attributesOf(parameters)
  return { engine, request, bytes, attributes, honest: decodeProposal(bytes) }
}

/** Changes fields, and gives the block the hash it then has. */
export function altered(
  change: (honest: Proposal, attributes: PayloadAttributes) => Proposal,
): Forgery {
  return async ({ engine, honest, attributes }) => {
    const changed = change(honest, attributes)
    return [encodeProposal(await rehash(engine, changed, attributes))]
  }
}

/** geth says which hash a payload has when the given one is wrong. */
async function rehash(
  engine: EngineClient,
  proposal: Proposal,
  attributes: PayloadAttributes,
): Promise<Proposal> {
  const answer = await engine
    .newPayload({
      ...proposal,
      payload: { ...proposal.payload, blockHash: `0x${'0'.repeat(64)}` },
      versionedHashes: versionedHashes(proposal.payload.transactions),
      parentBeaconBlockRoot: attributes.parentBeaconBlockRoot,
    })
    .then(
      ({ validationError }) => validationError ?? '',
      (error: unknown) => (SaharaError.isInstance(error) ? error.message : ''),
    )
  const hash = /got ([0-9a-f]{64})/.exec(answer)?.[1]
  if (!hash) throw new Error(`geth names no hash: ${answer}`)
  return {
    ...proposal,
    payload: { ...proposal.payload, blockHash: `0x${hash}` },
  }
}

/** A whole, valid block of geth, built on other attributes. */
function built(
  change: (attributes: PayloadAttributes) => Partial<PayloadAttributes>,
): Forgery {
  return async ({ engine, attributes, honest }) => {
    const { payloadId } = await engine.forkchoiceUpdated(
      honest.payload.parentHash,
      { ...attributes, ...change(attributes) },
    )
    if (!payloadId) throw new Error('geth builds nothing')
    await systemClock.sleep(buildMs)
    return [encodeProposal(await engine.getPayload(payloadId))]
  }
}

const payload =
  (changes: Partial<Proposal['payload']>) => (honest: Proposal) => ({
    ...honest,
    payload: { ...honest.payload, ...changes },
  })

const random32 = (): Hex => bytesToHex(randomBytes(32))
const maxTxBytes = 15 * 1024 * 1024

/** Every way to be wrong that the others must refuse. */
export const forgeries: Record<string, { do: string; forge: Forgery }> = {
  'wrong-parent': {
    do: 'a block on another parent, with the hash it then has',
    forge: altered(payload({ parentHash: random32() })),
  },
  'later-timestamp': {
    do: 'a valid block of geth one second later than agreed',
    forge: built(({ timestamp }) => ({ timestamp: timestamp + 1n })),
  },
  'earlier-timestamp': {
    do: 'a block one second earlier, with the hash it then has',
    forge: altered((honest) =>
      payload({ timestamp: honest.payload.timestamp - 1n })(honest),
    ),
  },
  withdrawals: {
    do: 'a valid block of geth that pays the proposer 1,000,000 SAHARA',
    forge: built(({ feeRecipient }) => ({
      withdrawals: [
        {
          index: 0n,
          validatorIndex: 0n,
          address: feeRecipient,
          amountGwei: 10n ** 15n,
        },
      ],
    })),
  },
  'context-root': {
    do: 'a valid block of geth with another context root',
    forge: built(() => ({ parentBeaconBlockRoot: random32() })),
  },
  'fee-recipient': {
    do: 'a valid block of geth whose fees go to another account',
    forge: built(() => ({ feeRecipient: `0x${'11'.repeat(20)}` })),
  },
  randomness: {
    do: 'a valid block of geth with a prevRandao of its choice',
    forge: built(() => ({ prevRandao: random32() })),
  },
  'extra-transaction': {
    do: 'a second transaction of CometBFT beside the proposal',
    forge: async ({ bytes }) => [bytes, bytes],
  },
  'no-transaction': {
    do: 'no transaction of CometBFT at all',
    forge: async () => [],
  },
  'trailing-bytes': {
    do: 'one byte after the proposal',
    forge: async ({ bytes }) => [Buffer.concat([bytes, Uint8Array.of(0)])],
  },
  garbage: {
    do: 'a kilobyte of garbage',
    forge: async () => [randomBytes(1_024)],
  },
  'large-garbage': {
    do: '15 MiB of garbage, which CometBFT still carries',
    forge: async () => [randomBytes(maxTxBytes)],
  },
  'bad-state-root': {
    do: 'another state root, with the hash the block then has',
    forge: altered(payload({ stateRoot: random32() })),
  },
  'bad-transaction': {
    do: 'a transaction that is none, with the hash the block then has',
    forge: async ({ honest }) => [
      encodeProposal(
        payload({
          transactions: [...honest.payload.transactions, '0x02c0'],
        })(honest),
      ),
    ],
  },
  'wrong-hash': {
    do: 'the right block under a wrong hash',
    forge: async ({ honest }) => [
      encodeProposal(payload({ blockHash: random32() })(honest)),
    ],
  },
  'dropped-requests': {
    do: 'a block without its execution requests, with the hash it then has',
    forge: async ({ engine, honest, attributes }) => {
      if (honest.executionRequests.length === 0) return undefined
      const without = { ...honest, executionRequests: [] }
      return [encodeProposal(await rehash(engine, without, attributes))]
    },
  },
}
