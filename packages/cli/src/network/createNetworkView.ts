import { bold } from '../terminal/style.ts'
import { toTable } from '../terminal/toTable.ts'
import type { BlockState, NodeState } from './readNetworkState.ts'

/** Blocks over which transactions and intervals are averaged. */
const windowBlocks = 20

/** What the table shows, grown block by block. */
export type NetworkView = {
  /** The next block to tell of; undefined before the first. */
  next: () => number | undefined
  addBlock: (block: BlockState) => void
  toLines: (nodes: readonly NodeState[]) => string[]
}

/** The live table of a network: a line for each node, and one for all. */
export function createNetworkView(): NetworkView {
  const recent: BlockState[] = []
  const proposed = new Map<string, number>()
  const missed = new Map<string, number>()
  const count = (counts: Map<string, number>, key: string) =>
    counts.set(key, (counts.get(key) ?? 0) + 1)

  function summary(nodes: readonly NodeState[]): string {
    const [first, last] = [recent[0], recent.at(-1)]
    if (!first || !last) return 'No block yet.'
    const seconds = (last.timeMs - first.timeMs) / 1_000
    const blocks = last.height - first.height
    const transactions = recent
      .slice(1)
      .reduce((sum, block) => sum + block.transactions, 0)
    const proposer =
      nodes.find(({ address }) => address === last.proposer)?.name ??
      last.proposer
    return [
      `Block ${last.height} by ${proposer}`,
      ...(blocks > 0 && seconds > 0
        ? [
            `${(seconds / blocks).toFixed(1)} s a block`,
            `${(transactions / seconds).toFixed(1)} tx/s`,
          ]
        : []),
    ].join(' · ')
  }

  return {
    next: () => {
      const last = recent.at(-1)
      return last && last.height + 1
    },
    addBlock: (block) => {
      recent.push(block)
      if (recent.length > windowBlocks) recent.shift()
      count(proposed, block.proposer)
      for (const address of block.missing) count(missed, address)
    },
    toLines: (nodes) => {
      const top = Math.max(0, ...nodes.map(({ height }) => height ?? 0))
      const rows = nodes.map((node) => [
        node.name,
        node.height === undefined ? bold('down') : 'up',
        String(node.height ?? ''),
        node.height === undefined ? '' : String(top - node.height),
        node.power === 0n ? '–' : String(node.power),
        String(proposed.get(node.address) ?? 0),
        String(missed.get(node.address) ?? 0),
        String(node.peers),
      ])
      const right = 'right' as const
      const columns = [
        { title: 'node' },
        { title: 'state' },
        { title: 'height', align: right },
        { title: 'lag', align: right },
        { title: 'power', align: right },
        { title: 'proposed', align: right },
        { title: 'missed', align: right },
        { title: 'peers', align: right },
      ]
      return [summary(nodes), '', ...toTable(columns, rows)]
    },
  }
}
