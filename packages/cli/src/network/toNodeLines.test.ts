import { expect, test } from 'vitest'
import type { NodeState } from './readNetworkState.ts'
import { toNodeLines } from './toNodeLines.ts'

const node = {
  name: 'node-2',
  network: 'sahara-724272-c3f83fa1',
  chainId: 724272,
  host: '127.0.0.1',
  ports: { rpc: 4700, consensus: 4704, metrics: 4705 },
  identity: { validator: '0xv', x: '0xx', y: '0xy', peer: 'sahara://…' },
}
const state: NodeState = {
  name: 'node-2',
  height: 7,
  address: 'V',
  power: 0n,
  peers: 4,
}

test('default: who a node is, and how far', () => {
  expect(toNodeLines(node, state)).toEqual([
    'node-2, of sahara-724272-c3f83fa1 (chain id 724272)',
    '  state      block 7, follows, 4 peers',
    '  RPC        http://127.0.0.1:4700',
    '  validator  0xv',
    '  key        0xx:0xy',
    '  peer       sahara://…',
  ])
  expect(toNodeLines(node)).toHaveLength(5)
  expect(toNodeLines(node, { ...state, power: 10n })[1]).toBe(
    '  state      block 7, votes with 10, 4 peers',
  )
  expect(toNodeLines(node, { ...state, height: undefined })[1]).toBe(
    '  state      does not answer',
  )
})
