import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { findFreePorts } from '@sahara/test'
import type { Hex } from 'viem'
import { portsPerNode } from '../../../src/validator/createMember.ts'
import { joinNetwork } from '../../../src/validator/joinNetwork.ts'
import { createNodeUnderTest } from '../createNodeUnderTest.ts'
import type { Subject } from '../createSubject.ts'
import { checkSameBlocks } from '../invariants.ts'
import { callMany, heightOf } from '../rpc.ts'
import type { Row } from '../types.ts'
import { hold, until } from '../until.ts'

const transactions = 10_000
const perSecond = 800
const accounts = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]

async function throughOneNode(subject: Subject): Promise<string> {
  const { load, follower } = subject
  await load.stop()
  const before = load.receipts.size
  const from = await subject.height()
  const startedAt = performance.now()
  load.start(perSecond, accounts, follower)
  await until({
    what: `not ${transactions} receipts`,
    withinMs: 240_000 * subject.patience(),
    signal: subject.signal(),
    ask: () => (load.receipts.size - before >= transactions ? true : undefined),
  })
  await load.stop()
  const seconds = (performance.now() - startedAt) / 1_000
  // It gave the receipts, and may be a block behind the others.
  const to = await heightOf(follower)
  const blocks = await blocksBetween(subject, from + 1, to)
  const proposers = new Set(
    blocks
      .filter((block) => block.transactions.length > 0)
      .map(({ miner }) => miner),
  )
  for (const { name, file } of subject.voters())
    hold(
      proposers.has(file.identity.validator),
      `${name} included none of them`,
    )
  const largest = Math.max(...blocks.map((block) => block.transactions.length))
  return `${load.receipts.size - before} receipts in ${seconds.toFixed(0)} s, in blocks of all four; at most ${largest} in one`
}

async function blocksBetween(subject: Subject, from: number, to: number) {
  return (await callMany(
    subject.follower.rpcUrl,
    Array.from({ length: to - from + 1 }, (_, index) => ({
      method: 'eth_getBlockByNumber',
      params: [`0x${(from + index).toString(16)}`, false],
    })),
  )) as { miner: Hex; transactions: Hex[]; timestamp: Hex }[]
}

/** A node joins while the chain goes on, with all that was before to execute. */
async function joinLate(subject: Subject): Promise<string> {
  const { load } = subject
  const directory = join(subject.directory, 'joiner')
  await joinNetwork({
    directory,
    gethFile: subject.engines.geth,
    genesisFolder: join(subject.follower.directory, 'genesis'),
    name: 'joiner',
    host: '127.0.0.1',
    firstPort: await findFreePorts(portsPerNode),
    peers: subject.validators.map((node) => node.file.identity.peer),
    randomBytes,
  })
  const joiner = await createNodeUnderTest({
    directory,
    engines: subject.engines,
    flags: { geth: '', cometbft: '' },
  })
  await load.stop()
  load.start(100, [1, 2, 3, 4])
  const behind = await subject.height()
  const startedAt = performance.now()
  await joiner.start()
  try {
    await until({
      what: 'the new node does not catch up',
      withinMs: 300_000 * subject.patience(),
      signal: subject.signal(),
      ask: async () =>
        (await heightOf(joiner)) >= (await subject.height()) - 1
          ? true
          : undefined,
    })
    const seconds = (performance.now() - startedAt) / 1_000
    const reached = await heightOf(joiner)
    const [first, last] = [
      await blocksBetween(subject, 1, 1),
      await blocksBetween(subject, behind, behind),
    ].map(([block]) => Number(block?.timestamp))
    const produced = ((last ?? 0) - (first ?? 0)) / behind
    hold(
      seconds / reached < produced,
      `it synchronised a block each ${(seconds / reached).toFixed(2)} s, made was one each ${produced.toFixed(2)} s`,
    )
    await checkSameBlocks([joiner, subject.follower], 1, reached - 2)
    return `${reached} blocks in ${seconds.toFixed(1)} s, its start included: ${(reached / seconds).toFixed(1)} a second, made were ${(1 / produced).toFixed(2)} a second`
  } finally {
    await joiner.stop()
    await joiner.destroy()
  }
}

/** Group 14: many transactions, and a node that comes late. */
export const fullBlocks: readonly Row[] = [
  {
    group: 14,
    name: 'ten-thousand',
    do: `${transactions} transactions to one node, as fast as the chain takes them`,
    holds: 'included by all proposers',
    wiring: 'plain',
    seconds: 240,
    run: throughOneNode,
  },
  {
    group: 14,
    name: 'late-joiner',
    do: 'a full node joins the chain that has them, under load',
    holds: 'it has the same blocks; sync is faster than production',
    wiring: 'plain',
    seconds: 240,
    run: joinLate,
  },
]
