import type { Clock, Logger } from '@sahara/common'
import { SaharaError } from '@sahara/protocol'
import { bytesToHex, type Hex, hexToBytes } from 'viem'
import type { Handlers } from './abci/createAbciServer.ts'
import {
  type FinalizeBlock,
  type InitChain,
  type PrepareProposal,
  type ProcessProposal,
  proposalStatus,
  snapshotAbort,
} from './abci/messages.ts'
import { consensusFailed, engineBehind } from './bridgeFailures.ts'
import { buildProposal } from './buildProposal.ts'
import { encodeProposal } from './codec/proposal.ts'
import type { BridgeMetrics } from './createBridgeMetrics.ts'
import { createBuildPace } from './createBuildPace.ts'
import type { Patience } from './createPatience.ts'
import { createSizeBound } from './createSizeBound.ts'
import type { BuilderClient } from './engineApi/createBuilderClient.ts'
import type { EngineClient } from './engineApi/createEngineClient.ts'
import type { PoolClient } from './engineApi/createPoolClient.ts'
import { executeBlock } from './executeBlock.ts'
import { checkProposal } from './rules/checkProposal.ts'
import {
  type ParentBlock,
  payloadAttributes,
} from './rules/payloadAttributes.ts'
import {
  isSameSet,
  toValidators,
  toValidatorUpdates,
  updatesAtCall,
  validatorsCall,
} from './rules/validatorUpdates.ts'
import { untilAnswered } from './untilAnswered.ts'

export type CreateBridgeParameters = {
  /** Of the execution layer. */
  chainId: number
  /** CometBFT's chain id. */
  network: string
  /** Waits for answers as long as they may take. */
  engine: EngineClient
  /** With what proposals are judged. */
  patience: Patience
  builder: BuilderClient
  pool: PoolClient
  clock: Clock
  logger: Logger
  metrics: BridgeMetrics
}

/**
 * The application behind CometBFT: it has geth build, judge and execute blocks.
 * It keeps nothing on disk: the height of CometBFT is the number of geth's
 * block, the app hash its hash.
 */
export function createBridge(parameters: CreateBridgeParameters): Handlers {
  const { chainId, engine, patience, clock, logger, metrics } = parameters
  const pace = createBuildPace()
  const size = createSizeBound()
  /** Executed, and not yet head. */
  let pending: { height: bigint; hash: Hex } | undefined

  const patiently = <T>(ask: () => Promise<T>) =>
    untilAnswered({ clock, logger, ask })

  async function latestOf(client: EngineClient): Promise<ParentBlock> {
    const latest = await client.getBlock('latest')
    if (latest) return latest
    throw engineBehind({ height: 1n, latest: -1n })
  }

  /** The block that `height` follows, which must be geth's newest. */
  async function parentOf(
    client: EngineClient,
    height: bigint,
  ): Promise<ParentBlock> {
    const latest = await latestOf(client)
    if (latest.number === height - 1n) return latest
    throw engineBehind({ height, latest: latest.number })
  }

  async function initChain({ chainId: network, validators }: InitChain) {
    if (network !== parameters.network)
      throw otherChain(`CometBFT runs ${network}, not ${parameters.network}`)
    const genesis = await patiently(() => engine.getBlock(0n))
    if (!genesis) throw otherChain('geth has no genesis block')
    const answer = await patiently(() =>
      engine.call(validatorsCall(), genesis.hash),
    )
    if (!isSameSet(toValidators(answer), validators))
      throw otherChain("CometBFT's genesis names other validators than geth's")
    return { appHash: hexToBytes(genesis.hash) }
  }

  async function prepareProposal(request: PrepareProposal) {
    const { height, time, maxTxBytes } = request
    const parent = await parentOf(engine, height)
    const attributes = payloadAttributes({
      chainId,
      parent,
      time,
      context: contextOf(request, request.localLastCommit),
    })
    const startedAt = clock.now()
    try {
      const built = await buildProposal({
        ...parameters,
        pace,
        parent,
        attributes,
        mostBytes: size.at(height, startedAt),
      })
      const bytes = encodeProposal(built)
      const hash = built.payload.blockHash
      size.offered({ height, hash, bytes: bytes.length })
      metrics.buildSeconds.observe((clock.now() - startedAt) / 1_000)
      if (BigInt(bytes.length) <= maxTxBytes) return { txs: [bytes] }
      logger.error({ height, bytes: bytes.length }, 'the block is too large')
    } catch (error) {
      logger.error({ err: error, height }, 'no block was built')
    }
    // The others refuse that, and the next proposer has its turn.
    return { txs: [] }
  }

  async function processProposal(request: ProcessProposal) {
    const reason = await reasonAgainst(request)
    if (reason === undefined) return { status: proposalStatus.accept }
    metrics.refused.inc()
    logger.warn({ height: request.height, reason }, 'refused a proposal')
    return { status: proposalStatus.reject }
  }

  /** Undefined when a proposal is good. */
  async function reasonAgainst(
    request: ProcessProposal,
  ): Promise<string | undefined> {
    const judge = patience.clientFor(request.height)
    try {
      const checked = checkProposal({
        txs: request.txs,
        ...(await expectationOf(judge, request, request.proposedLastCommit)),
      })
      if (!checked.isValid) return checked.reason
      const { status, validationError } = await judge.newPayload(
        checked.proposal,
      )
      if (status === 'VALID') return undefined
      return `geth says ${status} ${validationError ?? ''}`.trimEnd()
    } catch (error) {
      if (SaharaError.isInstance(error) && error.code === 'ENGINE_UNREACHABLE')
        patience.wasShort(request.height)
      if (SaharaError.isInstance(error) && error.code.startsWith('ENGINE_'))
        return error.message
      throw error
    }
  }

  async function expectationOf(
    client: EngineClient,
    request: ProcessProposal | FinalizeBlock,
    commit: ProcessProposal['proposedLastCommit'],
  ) {
    const parent = await parentOf(client, request.height)
    const attributes = payloadAttributes({
      chainId,
      parent,
      time: request.time,
      context: contextOf(request, commit),
    })
    return { parent, attributes }
  }

  async function finalizeBlock(request: FinalizeBlock) {
    const { height, txs } = request
    const expected = await patiently(() =>
      expectationOf(engine, request, request.decidedLastCommit),
    )
    const checked = checkProposal({ txs, ...expected })
    if (!checked.isValid) throw consensusFailed(height, checked.reason)
    const { proposal } = checked
    await patiently(() => executeBlock(engine, proposal))
    const answer = await patiently(() =>
      engine.call(updatesAtCall(expected.parent.number), expected.parent.hash),
    )
    const hash = proposal.payload.blockHash
    pending = { height, hash }
    metrics.transactions.inc(proposal.payload.transactions.length)
    return {
      txResults: [{ code: 0, log: '' }],
      validatorUpdates: toValidatorUpdates(answer),
      appHash: hexToBytes(hash),
    }
  }

  async function commit() {
    if (!pending) throw engineBehind({ height: 0n, latest: -1n })
    const { height, hash } = pending
    const { status } = await patiently(() => engine.forkchoiceUpdated(hash))
    const latest = await patiently(() => latestOf(engine))
    // VALID alone proves nothing: geth says so too when it ignored the call.
    if (status.status !== 'VALID' || latest.hash !== hash)
      throw engineBehind({ height: height + 1n, latest: latest.number })
    size.decided({ height, hash, nowMs: clock.now() })
    metrics.height.set(Number(height))
    return { retainHeight: 0n }
  }

  return {
    info: async () => {
      const latest = await patiently(() => latestOf(engine))
      return {
        data: 'sahara',
        version: '1',
        appVersion: 1n,
        lastBlockHeight: latest.number,
        lastBlockAppHash: hexToBytes(latest.hash),
      }
    },
    initChain,
    prepareProposal,
    processProposal,
    finalizeBlock,
    commit,
    query: async () => ({ code: 1, log: 'ask the RPC of geth' }),
    // Transactions go to geth, which gossips them.
    checkTx: async () => ({ code: 1, log: 'send it to the RPC of geth' }),
    listSnapshots: async () => ({}),
    offerSnapshot: async () => ({ result: snapshotAbort }),
    loadSnapshotChunk: async () => ({}),
    applySnapshotChunk: async () => ({ result: snapshotAbort }),
  }
}

function contextOf(
  request: PrepareProposal | ProcessProposal | FinalizeBlock,
  commit: ProcessProposal['proposedLastCommit'],
) {
  return {
    height: request.height,
    proposer: bytesToHex(request.proposerAddress),
    votes: commit.votes,
    misbehaviour: request.misbehavior,
  }
}

function otherChain(reason: string): SaharaError {
  return new SaharaError(`CometBFT and geth are of two chains: ${reason}.`, {
    code: 'CHAIN_MISMATCH',
    hint: 'Both folders of a node are made together from one genesis: restore both, or make the node anew.',
  })
}
