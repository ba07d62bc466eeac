import type { Clock, Logger } from '@sahara/common'
import { SaharaError } from '@sahara/protocol'
import type { Hex } from 'viem'
import type { Proposal } from './codec/proposal.ts'
import type { BuildPace } from './createBuildPace.ts'
import type { BuilderClient } from './engineApi/createBuilderClient.ts'
import type { EngineClient } from './engineApi/createEngineClient.ts'
import type { PoolClient } from './engineApi/createPoolClient.ts'
import type {
  ParentBlock,
  PayloadAttributes,
} from './rules/payloadAttributes.ts'

/**
 * Nobody waits longer for the time of a block: the clock of this machine may be
 * behind, and the others wait for the proposal only so long.
 */
const longestWaitMs = 2_000

/**
 * Has geth build the next block, as late as it can be done by the block's
 * time, with what its pool then has. After each block the pool needs a while,
 * in which it answers nothing: before that it has nothing to build with.
 *
 * @param parameters.mostBytes how many bytes its transactions may have
 */
export async function buildProposal(parameters: {
  builder: BuilderClient
  engine: EngineClient
  pool: PoolClient
  clock: Clock
  logger: Logger
  pace: BuildPace
  parent: ParentBlock
  attributes: PayloadAttributes
  mostBytes: number
}): Promise<Proposal> {
  const { builder, pool, clock, pace, parent, attributes } = parameters
  const blockTimeMs = Math.min(
    Number(attributes.timestamp) * 1_000,
    clock.now() + longestWaitMs,
  )
  const waiting = await pool.countWaiting().catch(() => 0)
  await sleepUntil(clock, blockTimeMs - pace.expectMs(waiting))
  const startedAt = clock.now()
  const built = await builder
    .build(parent, attributes)
    .catch((error: unknown) => {
      parameters.logger.warn({ err: error }, 'geth built nothing to order')
      return buildUnseen(parameters)
    })
  const transactions = built.payload.transactions.length
  pace.learn({ transactions, ms: clock.now() - startedAt })
  const bounded = await withinBound(built, parameters)
  await sleepUntil(clock, blockTimeMs)
  return bounded
}

/** geth has no bound of bytes of ours: it builds again, with the first ones. */
async function withinBound(
  built: Proposal,
  parameters: {
    builder: BuilderClient
    logger: Logger
    parent: ParentBlock
    attributes: PayloadAttributes
    mostBytes: number
  },
): Promise<Proposal> {
  const { builder, logger, parent, attributes, mostBytes } = parameters
  const { transactions } = built.payload
  const first = firstOf(transactions, mostBytes)
  if (first.length === transactions.length) return built
  return builder.build(parent, attributes, first).catch((error: unknown) => {
    // An empty block is decided sooner than one that is too large.
    logger.warn({ err: error }, 'geth built no smaller block')
    return builder.build(parent, attributes, [])
  })
}

/** How a transaction with blobs begins: geth takes none without its blobs. */
const blobMark = '0x03'

/**
 * Transactions from the first on, as many as have no more bytes. Those with
 * blobs are left out, if others are: no account has them beside other ones.
 */
function firstOf(
  transactions: readonly Hex[],
  mostBytes: number,
): readonly Hex[] {
  let bytes = 0
  const end = transactions.findIndex((transaction) => {
    bytes += transaction.length / 2 - 1
    return bytes > mostBytes
  })
  if (end === -1) return transactions
  return transactions.slice(0, end).filter((one) => !one.startsWith(blobMark))
}

/** Of the Engine API: it gives no sign of when a block is filled. */
const blindMs = 600

/** By the Engine API alone: a block that is asked for too early is empty. */
async function buildUnseen(parameters: {
  engine: EngineClient
  clock: Clock
  parent: ParentBlock
  attributes: PayloadAttributes
}): Promise<Proposal> {
  const { engine, clock, parent, attributes } = parameters
  const { status, payloadId } = await engine.forkchoiceUpdated(
    parent.hash,
    attributes,
  )
  if (status.status !== 'VALID' || payloadId === undefined)
    throw new SaharaError('geth builds no block.', {
      code: 'ENGINE_REFUSED',
      hint: 'See its log in the data folder.',
      details: { status: status.status },
    })
  await clock.sleep(blindMs)
  return engine.getPayload(payloadId)
}

async function sleepUntil(clock: Clock, timeMs: number): Promise<void> {
  const restMs = timeMs - clock.now()
  if (restMs > 0) await clock.sleep(restMs)
}
