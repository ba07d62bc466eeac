import { stripVTControlCharacters } from 'node:util'
import { describe, expect, test } from 'vitest'
import { createNetworkView } from './createNetworkView.ts'
import type { BlockState, NodeState } from './readNetworkState.ts'

const nodeOf = (name: string, changes: Partial<NodeState> = {}): NodeState => ({
  name,
  height: 7,
  address: name.toUpperCase(),
  power: 10n,
  peers: 2,
  ...changes,
})

const blockOf = (
  height: number,
  changes: Partial<BlockState> = {},
): BlockState => ({
  height,
  timeMs: height * 2_000,
  proposer: 'A',
  missing: [],
  transactions: 10,
  ...changes,
})

function show(
  view: ReturnType<typeof createNetworkView>,
  nodes: readonly NodeState[],
): string[] {
  return view.toLines(nodes).map(stripVTControlCharacters)
}

describe('createNetworkView', () => {
  test('default: a line for each node, and one for all', () => {
    const view = createNetworkView()
    view.addBlock(blockOf(5))
    view.addBlock(blockOf(6, { proposer: 'B' }))
    view.addBlock(blockOf(7, { missing: ['B'] }))
    expect(view.next()).toBe(8)
    expect(
      show(view, [
        nodeOf('a'),
        nodeOf('b', { height: 5 }),
        nodeOf('c', { height: undefined, power: 0n, peers: 0 }),
      ]),
    ).toEqual([
      'Block 7 by a · 2.0 s a block · 5.0 tx/s',
      '',
      'node  state  height  lag  power  proposed  missed  peers',
      'a     up          7    0     10         2       0      2',
      'b     up          5    2     10         1       1      2',
      'c     down                    –         0       0      0',
    ])
  })

  test('behavior: says so before the first block', () => {
    const view = createNetworkView()
    expect(view.next()).toBeUndefined()
    expect(show(view, [nodeOf('a', { height: 0 })])[0]).toBe('No block yet.')
  })

  test('behavior: averages over the newest blocks only', () => {
    const view = createNetworkView()
    for (let height = 1; height <= 50; height++)
      view.addBlock(blockOf(height, { transactions: height > 20 ? 2 : 1_000 }))
    expect(show(view, [nodeOf('a')])[0]).toContain('1.0 tx/s')
  })
})
