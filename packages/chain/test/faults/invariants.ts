import type { Hex } from 'viem'
import { callRpc } from '../../src/network/callRpc.ts'
import type { NodeUnderTest } from './createNodeUnderTest.ts'
import type { Subject } from './createSubject.ts'
import { again, callMany, heightOf, receiptsOf, signersOf } from './rpc.ts'
import { hold, until } from './until.ts'

const growMs = 15_000
const rejoinMs = 60_000
/** Looked at again, beyond what is new since the last look. */
const overlap = 20

/**
 * What must hold after every row, of all nodes that run:
 * - with more than 2/3 alive, the chain grows within 15 s;
 * - every node reaches the others, and every validator votes again;
 * - no two nodes have different blocks at a height, in either layer;
 * - geth's number is CometBFT's height, and the app hash in the header after
 *   it is geth's hash;
 * - the finalised block is the newest;
 * - no transaction is gone whose receipt was read, and none moved.
 *
 * @returns how long the chain took to grow and the nodes to rejoin
 */
export async function checkInvariants(
  subject: Subject,
  options: { everything?: boolean } = {},
): Promise<{ growSeconds: number; rejoinSeconds: number }> {
  const running = subject.nodes.filter((node) => node.isRunning())
  const startedAt = performance.now()
  const growSeconds = await checkGrowth(subject, growMs * subject.patience())
  await checkRejoined(subject, running)
  const rejoinSeconds = (performance.now() - startedAt) / 1_000

  const heights = running.map((node) => again(() => heightOf(node)))
  const to = Math.min(...(await Promise.all(heights))) - 1
  const from = options.everything
    ? 1
    : Math.max(1, subject.checkedTo() - overlap)
  await checkSameBlocks(running, from, to)
  await Promise.all(running.map((node) => checkHeights(subject, node)))
  await checkReceipts(subject, running, options.everything ? 0 : from)
  subject.setCheckedTo(to)
  return { growSeconds, rejoinSeconds }
}

/** How many seconds the chain took for its next block. */
export async function checkGrowth(
  subject: Subject,
  withinMs: number,
): Promise<number> {
  const startedAt = performance.now()
  const from = await subject.height()
  await until({
    what: `no block after ${from}`,
    withinMs,
    signal: subject.signal(),
    ask: async () => ((await subject.height()) > from ? true : undefined),
  })
  return (performance.now() - startedAt) / 1_000
}

async function checkRejoined(
  subject: Subject,
  running: readonly NodeUnderTest[],
): Promise<void> {
  const goal = (await subject.height()) + 1
  const withinMs = rejoinMs * subject.patience()
  const signal = subject.signal()
  await Promise.all(
    running.map((node) =>
      until({
        what: `${node.name} does not reach ${goal}`,
        withinMs,
        signal,
        ask: async () => ((await heightOf(node)) >= goal ? true : undefined),
      }),
    ),
  )
  const [witness] = running
  hold(witness !== undefined, 'nobody runs')
  const missing = new Set<string>(
    running
      .filter((node) => subject.voters().includes(node))
      .map((node) => node.file.identity.validator),
  )
  let height = goal
  await until({
    what: 'a validator that runs does not vote',
    withinMs,
    signal,
    ask: async () => {
      if (missing.size === 0) return true
      for (const signer of await signersOf(witness, height))
        missing.delete(signer)
      height += 1
      return undefined
    },
  }).catch((error: unknown) => {
    hold(missing.size === 0, `no vote of ${[...missing].join()}: ${error}`)
  })
}

/** Both layers of all nodes, height by height. */
export async function checkSameBlocks(
  nodes: readonly NodeUnderTest[],
  from: number,
  to: number,
): Promise<void> {
  const heights = Array.from({ length: to - from + 1 }, (_, i) => from + i)
  const views = await Promise.all(
    nodes.map(async (node) => {
      const blocks = (await again(() =>
        callMany(
          node.rpcUrl,
          heights.map((height) => ({
            method: 'eth_getBlockByNumber',
            params: [`0x${height.toString(16)}`, false],
          })),
        ),
      )) as ({ hash: Hex; number: Hex } | null)[]
      return { node, blocks, headers: await headersOf(node, from, to + 1) }
    }),
  )
  const [first] = views
  for (const [index, height] of heights.entries())
    for (const { node, blocks, headers } of views) {
      const block = blocks[index]
      hold(
        Number(block?.number) === height,
        `${node.name} has no block ${height} in geth`,
      )
      hold(
        block?.hash === first?.blocks[index]?.hash,
        `${node.name} has another block ${height} in geth: ${block?.hash}`,
      )
      const header = headers.get(height)
      hold(
        header !== undefined && header.id === first?.headers.get(height)?.id,
        `${node.name} has another block ${height} in CometBFT: ${header?.id}`,
      )
      hold(
        headers.get(height + 1)?.appHash === block?.hash,
        `the app hash after ${height} on ${node.name} is ${headers.get(height + 1)?.appHash}, geth's block ${block?.hash}`,
      )
    }
}

/** Id and app hash by height; CometBFT gives 20 at once. */
async function headersOf(node: NodeUnderTest, from: number, to: number) {
  const headers = new Map<number, { id: string; appHash: string }>()
  for (let at = from; at <= to; at += 20) {
    const { block_metas } = (await again(() =>
      callRpc(node.consensusUrl, 'blockchain', {
        minHeight: String(at),
        maxHeight: String(Math.min(at + 19, to)),
      }),
    )) as {
      block_metas: {
        block_id: { hash: string }
        header: { height: string; app_hash: string }
      }[]
    }
    for (const { block_id, header } of block_metas)
      headers.set(Number(header.height), {
        id: block_id.hash,
        appHash: `0x${header.app_hash.toLowerCase()}`,
      })
  }
  return headers
}

/** geth's number against CometBFT's height, and the tags of geth. */
async function checkHeights(
  subject: Subject,
  node: NodeUnderTest,
): Promise<void> {
  await until({
    what: `${node.name}: finalised is not the newest, or geth is not where CometBFT is`,
    withinMs: 5_000 * subject.patience(),
    signal: subject.signal(),
    ask: async () => {
      const before = await consensusHeight(node)
      const tags = (await callMany(
        node.rpcUrl,
        ['finalized', 'safe', 'latest'].map((tag) => ({
          method: 'eth_getBlockByNumber',
          params: [tag, false],
        })),
      )) as { hash: Hex; number: Hex }[]
      const after = await consensusHeight(node)
      const number = Number(tags[2]?.number)
      const isOne = new Set(tags.map(({ hash }) => hash)).size === 1
      // Between decision and commit CometBFT is one ahead.
      return isOne && number >= before - 1 && number <= after ? true : undefined
    },
  })
}

async function consensusHeight(node: NodeUnderTest): Promise<number> {
  const { sync_info } = (await callRpc(node.consensusUrl, 'status', {})) as {
    sync_info: { latest_block_height: string }
  }
  return Number(sync_info.latest_block_height)
}

/** What was once read as done is where it was, on every node. */
export async function checkReceipts(
  subject: Subject,
  nodes: readonly NodeUnderTest[],
  from: number,
): Promise<number> {
  const known = [...subject.load.receipts].filter(
    ([, { blockNumber }]) => blockNumber >= from,
  )
  const heights = [...new Set(known.map(([, one]) => one.blockNumber))]
  const reached = Math.max(0, ...heights)
  await Promise.all(
    nodes.map(async (node) => {
      await until({
        what: `${node.name} does not reach ${reached}, where a receipt was read`,
        withinMs: rejoinMs * subject.patience(),
        signal: subject.signal(),
        ask: async () => ((await heightOf(node)) >= reached ? true : undefined),
      })
      const blocks = await again(() => receiptsOf(node.rpcUrl, heights))
      const found = new Map(
        blocks
          .flat()
          .map(({ transactionHash, blockHash }) => [
            transactionHash,
            blockHash,
          ]),
      )
      for (const [hash, { blockHash, blockNumber }] of known)
        hold(
          found.get(hash) === blockHash,
          `${node.name} has ${hash} in ${found.get(hash)}, it was in ${blockHash} (${blockNumber})`,
        )
    }),
  )
  return known.length
}
