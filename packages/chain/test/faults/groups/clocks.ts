import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Hex } from 'viem'
import type { NodeUnderTest } from '../createNodeUnderTest.ts'
import type { Subject } from '../createSubject.ts'
import { callMany } from '../rpc.ts'
import { createSigner, type Signer } from '../taps/createSigner.ts'
import type { Row } from '../types.ts'
import { hold, until } from '../until.ts'

const skewSeconds = 30
const blocks = 16
/** What the time of a block may differ from ours, in an honest network. */
const toleranceSeconds = 12
const shiftFile = new URL('../shiftClock.ts', import.meta.url).href

/** Runs a validator on a machine whose clock is wrong. */
async function skew(node: NodeUnderTest, seconds: number) {
  const file = join(node.directory, 'cometbft/config/priv_validator_key.json')
  const { priv_key } = JSON.parse(await readFile(file, 'utf8')) as {
    priv_key: { value: string }
  }
  const signer = createSigner({
    path: join(node.directory, 'signer.sock'),
    privateKey: `0x${Buffer.from(priv_key.value, 'base64').toString('hex')}`,
    skewMs: () => seconds * 1_000,
  })
  await node.stop()
  await node.before(
    'cometbft',
    'always',
    'rm -f signer.sock; flags="$flags --priv_validator_laddr unix://signer.sock"',
  )
  await node.start({
    NODE_OPTIONS: `--import=${shiftFile}`,
    SKEW_MS: String(seconds * 1_000),
  })
  return signer
}

async function withSkewed(
  subject: Subject,
  skews: readonly number[],
): Promise<string> {
  const victims = skews.map((seconds, index) => ({
    seconds,
    node: subject.validators[index] as NodeUnderTest,
  }))
  const signers: { node: NodeUnderTest; signer: Signer }[] = []
  try {
    for (const { node, seconds } of victims)
      signers.push({ node, signer: await skew(node, seconds) })
    await subject.settle()
    const startedAt = performance.now()
    const seen = await watch(subject)
    const pace = (performance.now() - startedAt) / 1_000 / blocks
    for (const { node, signer } of signers)
      hold(signer.signed() > blocks, `the signer of ${node.name} was not asked`)
    for (const { height, lag } of seen)
      hold(
        Math.abs(lag) <= toleranceSeconds,
        `block ${height} was ${lag.toFixed(1)} s from our clock`,
      )
    const proposers = new Set(seen.map(({ miner }) => miner))
    for (const { node } of victims)
      hold(
        proposers.has(node.file.identity.validator),
        `${node.name} proposes nothing any more`,
      )
    const lags = seen.map(({ lag }) => lag)
    return `a block each ${pace.toFixed(1)} s, all four propose, blocks seen ${Math.min(...lags).toFixed(1)} to ${Math.max(...lags).toFixed(1)} s after their time`
  } finally {
    for (const { node, signer } of signers) {
      await node.stop()
      signer.close()
      await node.undo('cometbft')
      // What its signer signed, it may not sign again. A height more, and two
      // such validators could not decide the one that is open.
      const { height, round } = signer.last()
      await writeFile(
        join(node.directory, 'cometbft/data/priv_validator_state.json'),
        JSON.stringify({ height: String(height), round, step: 3 }),
      )
      await node.start()
    }
  }
}

/** New blocks as they come, and how long after their time. */
async function watch(subject: Subject) {
  const seen: { height: number; miner: Hex; lag: number }[] = []
  let last = await subject.height()
  await until({
    what: `no ${blocks} blocks`,
    withinMs: blocks * 6_000 * subject.patience(),
    signal: subject.signal(),
    ask: async () => {
      const [block] = (await callMany(subject.follower.rpcUrl, [
        { method: 'eth_getBlockByNumber', params: ['latest', false] },
      ])) as [{ number: Hex; timestamp: Hex; miner: Hex }]
      const height = Number(block.number)
      if (height > last)
        seen.push({
          height,
          miner: block.miner,
          lag: Date.now() / 1_000 - Number(block.timestamp),
        })
      last = height
      return seen.length >= blocks ? true : undefined
    },
  })
  return seen
}

const common = {
  group: 12,
  wiring: 'plain',
  seconds: 180,
  holds: 'one chain; the time of blocks follows the median; all still propose',
} as const

/** Group 12: clocks that are wrong, of a signer and its bridge. */
export const clocks: readonly Row[] = [
  {
    ...common,
    name: 'clock-ahead-and-behind',
    do: `clocks of two validators at +${skewSeconds} s and −${skewSeconds} s: their votes and their bridges`,
    run: (subject) => withSkewed(subject, [skewSeconds, -skewSeconds]),
  },
]
