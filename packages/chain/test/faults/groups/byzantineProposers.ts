import { setTimeout as delay } from 'node:timers/promises'
import type { Hex } from 'viem'
import { accountAt } from '../../fixtures.ts'
import { engineOf, type Forgery, forgeOf, forgeries } from '../byzantine.ts'
import type { NodeUnderTest, Pids } from '../createNodeUnderTest.ts'
import type { Subject } from '../createSubject.ts'
import { callMany, consensusBlock } from '../rpc.ts'
import { digestOf } from '../taps/createAbciTap.ts'
import type { Row } from '../types.ts'
import { hold, until } from '../until.ts'

const turnMs = 90_000
const decideMs = 30_000
const emptyBlocks = 3
const attempts = 3
/** EIP-7002. */
const withdrawalContract: Hex = '0x00000961ef480eb55e80d19ad83579a64c007002'

/** Makes a node propose something else, once, in its turn. */
async function proposeOnce(
  subject: Subject,
  node: NodeUnderTest,
  forgery: Forgery,
): Promise<{ height: number; digest: string }> {
  const abci = subject.taps().abci.get(node)
  hold(abci !== undefined, 'no tap')
  const engine = await engineOf(subject, node)
  let proposed: { height: number; digest: string } | undefined
  let failure: unknown
  abci.hooks.onAnswered = async (asked, answered) => {
    const { prepareProposal: request } = asked
    const [bytes] = answered.prepareProposal?.txs ?? []
    if (proposed || !request || !bytes) return undefined
    try {
      const { chainId } = subject
      const forge = await forgeOf({ engine, chainId, request, bytes })
      const txs = await forgery(forge)
      if (!txs) return undefined
      proposed = { height: Number(request.height), digest: digestOf(txs) }
      return { ...answered, prepareProposal: { txs } }
    } catch (error) {
      failure = error
      return undefined
    }
  }
  try {
    return await until({
      what: `${node.name} has no turn`,
      withinMs: turnMs * subject.patience(),
      signal: subject.signal(),
      ask: () => {
        if (failure) hold(false, `the forgery failed: ${failure}`)
        return proposed
      },
    })
  } finally {
    abci.hooks = {}
  }
}

/**
 * REJECT by everybody who judges it, the next round decides, nobody crashes. On
 * a busy machine a proposal may come too late to be judged by all; then there
 * is another one.
 */
async function expectRefusal(
  subject: Subject,
  forgery: Forgery,
  mayBeLate: boolean,
): Promise<string> {
  const node = subject.random.pick(subject.validators)
  const before = await pidsOf(subject)
  for (let attempt = 1; ; attempt++) {
    const { height, digest } = await proposeOnce(subject, node, forgery)
    await until({
      what: `no decision on ${height} after the forgery`,
      withinMs: decideMs * subject.patience(),
      signal: subject.signal(),
      ask: async () => ((await subject.height()) > height ? true : undefined),
    })
    const judgements = subject.validators.map((validator) => ({
      name: validator.name,
      isAccepted: subject
        .taps()
        .abci.get(validator)
        ?.seen.find((one) => one.digest === digest)?.isAccepted,
    }))
    for (const { name, isAccepted } of judgements)
      hold(isAccepted !== true, `${name} accepted it at height ${height}`)
    const round = await roundOf(subject, height)
    hold(round > 0, `height ${height} was decided in round 0`)
    await expectSameProcesses(subject, before)
    const refusals = judgements.filter(({ isAccepted }) => isAccepted === false)
    const all = subject.validators.length
    if (refusals.length === all || mayBeLate)
      return `${node.name} at height ${height}: refused by ${refusals.length} of ${all}, decided in round ${round}`
    hold(
      attempt < attempts,
      `${attempts} times not everybody judged it, last at height ${height}`,
    )
  }
}

async function roundOf(subject: Subject, height: number): Promise<number> {
  const { block } = await consensusBlock(subject.follower, height + 1)
  return block.last_commit.round
}

async function pidsOf(subject: Subject): Promise<Map<NodeUnderTest, Pids>> {
  return new Map(
    await Promise.all(
      subject.nodes.map(
        async (node): Promise<[NodeUnderTest, Pids]> => [
          node,
          await node.pids(),
        ],
      ),
    ),
  )
}

async function expectSameProcesses(
  subject: Subject,
  before: Map<NodeUnderTest, Pids>,
): Promise<void> {
  for (const [node, pids] of await pidsOf(subject))
    if (before.has(node))
      hold(
        JSON.stringify(pids) === JSON.stringify(before.get(node)),
        `a process of ${node.name} crashed: ${JSON.stringify(before.get(node))} became ${JSON.stringify(pids)}`,
      )
}

/** Withdrawal requests, one after another, until the row is over. */
async function requestWithdrawals(
  subject: Subject,
  isOver: () => boolean,
): Promise<void> {
  const sender = accountAt(5)
  const { rpcUrl } = subject.follower
  while (!isOver()) {
    const [count] = await callMany(rpcUrl, [
      {
        method: 'eth_getTransactionCount',
        params: [sender.address, 'pending'],
      },
    ])
    const raw = await sender.signTransaction({
      chainId: subject.chainId,
      type: 'eip1559',
      nonce: Number(count),
      gas: 500_000n,
      maxFeePerGas: 10n ** 12n,
      maxPriorityFeePerGas: 1n,
      to: withdrawalContract,
      // More than the fee, which rises with what waits.
      value: 1_000_000n,
      data: `0x${'ab'.repeat(48)}${'00'.repeat(7)}01`,
    })
    await callMany(rpcUrl, [
      { method: 'eth_sendRawTransaction', params: [raw] },
    ])
    await delay(300)
  }
}

async function beyondMaximum(subject: Subject): Promise<string> {
  const node = subject.random.pick(subject.validators)
  const before = await pidsOf(subject)
  const { height } = await proposeOnce(subject, node, async ({ request }) => [
    new Uint8Array(Number(request.maxTxBytes) + 1),
  ])
  await until({
    what: `no decision on ${height}`,
    withinMs: decideMs * subject.patience(),
    signal: subject.signal(),
    ask: async () => ((await subject.height()) > height ? true : undefined),
  })
  // Restarted within the time of its own round, it proposes what it should have.
  const round = await roundOf(subject, height)
  const own = before.get(node)?.cometbft
  before.delete(node)
  await expectSameProcesses(subject, before)
  // CometBFT fails within consensus, and would stand still for ever.
  await until({
    what: `CometBFT of ${node.name} is not restarted`,
    withinMs: decideMs * subject.patience(),
    signal: subject.signal(),
    ask: async () => {
      const { cometbft } = await node.pids()
      return cometbft === own ? undefined : cometbft
    },
  })
  return `${node.name} at height ${height}: its own CometBFT halts and is restarted, decided in round ${round}`
}

/** Its geth takes no transaction whose tip is not absurd. */
async function emptyForEver(subject: Subject): Promise<string> {
  const node = subject.random.pick(subject.validators)
  const { validator } = node.file.identity
  await node.before(
    'geth',
    'always',
    'flags="$flags --miner.gasprice 1000000000000000000"',
  )
  await node.kill('geth')
  await subject.settle()
  // What it builds now may have been begun before.
  const from = (await subject.height()) + 1
  const before = subject.load.receipts.size
  try {
    const own = await until({
      what: `${node.name} does not propose ${emptyBlocks} blocks`,
      withinMs: emptyBlocks * turnMs * subject.patience(),
      signal: subject.signal(),
      ask: async () => {
        const blocks = await blocksSince(subject, from)
        const own = blocks.filter(({ miner }) => miner === validator)
        return own.length >= emptyBlocks ? own : undefined
      },
    })
    for (const { number, transactions } of own)
      hold(transactions.length === 0, `block ${Number(number)} is not empty`)
  } finally {
    await node.undo('geth')
    await node.kill('geth')
  }
  const included = await until({
    what: 'the others include nothing',
    withinMs: decideMs * subject.patience(),
    signal: subject.signal(),
    ask: () => subject.load.receipts.size - before || undefined,
  })
  const blocks = await blocksSince(subject, from)
  const rounds = await Promise.all(
    blocks
      .slice(0, -2)
      .filter(({ miner }) => miner === validator)
      .map(({ number }) => roundOf(subject, Number(number))),
  )
  return `${node.name}: ${rounds.length} blocks of it in rounds ${rounds.join()}, all empty; the others included ${included} transactions meanwhile`
}

async function blocksSince(subject: Subject, from: number) {
  const to = await subject.height()
  return (await callMany(
    subject.follower.rpcUrl,
    Array.from({ length: Math.max(0, to - from) }, (_, index) => ({
      method: 'eth_getBlockByNumber',
      params: [`0x${(from + 1 + index).toString(16)}`, false],
    })),
  ).then((blocks) => blocks.filter(Boolean))) as {
    number: Hex
    miner: Hex
    transactions: Hex[]
  }[]
}

const holds = 'REJECT everywhere, the next round decides, nobody crashes'
const common = { group: 9, wiring: 'tapped', seconds: 90 } as const

/** Group 9: a proposer that is wrong in every way we know of. */
export const byzantineProposers: readonly Row[] = [
  ...Object.entries(forgeries).map(
    ([name, { do: what, forge }]): Row => ({
      ...common,
      name: `proposer-${name}`,
      do: `propose ${what}`,
      holds:
        name === 'large-garbage'
          ? 'REJECT, or too late to be judged; the next round decides, nobody crashes'
          : holds,
      run: async (subject) => {
        if (name !== 'dropped-requests')
          return expectRefusal(subject, forge, name === 'large-garbage')
        let isOver = false
        const requests = requestWithdrawals(subject, () => isOver)
        try {
          return await expectRefusal(subject, forge, false)
        } finally {
          isOver = true
          await requests
        }
      },
    }),
  ),
  {
    ...common,
    name: 'proposer-oversized',
    do: 'answer PrepareProposal with more bytes than a block may have',
    holds: 'its own CometBFT halts and is restarted; the height is decided',
    run: beyondMaximum,
  },
  {
    ...common,
    name: 'proposer-empty',
    do: 'propose empty blocks for ever',
    holds: 'they are valid; the other proposers include what waits',
    seconds: 120,
    run: emptyForEver,
  },
]
