import { expect, test } from 'vitest'
import { incompatibilities } from './layouts.mjs'

const layout = (change = {}) => ({
  Thing: {
    'erc7201:thing': {
      members: ['0+0 a: uint8', '1+0 b: mapping(uint256 => struct Inner)'],
      structs: {
        Inner: { fixed: false, members: ['0+0 x: uint8'] },
        InPlace: { fixed: true, members: ['0+0 y: uint8'] },
      },
      enums: { Kind: ['None', 'One'] },
      ...change,
    },
  },
})

test('behavior: members, values of mappings and enums may be added at the end', () => {
  const after = layout({
    members: [...layout().Thing['erc7201:thing'].members, '2+0 c: uint8'],
    structs: {
      ...layout().Thing['erc7201:thing'].structs,
      Inner: { fixed: false, members: ['0+0 x: uint8', '0+1 z: uint8'] },
    },
    enums: { Kind: ['None', 'One', 'Two'] },
  })
  expect(incompatibilities(layout(), after)).toEqual([])
  expect(incompatibilities(layout(), layout())).toEqual([])
})

test.each([
  ['a member that moved', { members: ['0+0 a: uint8', '0+1 b: uint8'] }],
  ['another type', { members: ['0+0 a: uint16', '1+0 b: uint8'] }],
  ['a member that is gone', { members: ['0+0 a: uint8'] }],
  [
    'a struct in place that grew',
    {
      structs: {
        Inner: { fixed: false, members: ['0+0 x: uint8'] },
        InPlace: { fixed: true, members: ['0+0 y: uint8', '0+1 z: uint8'] },
      },
    },
  ],
  ['a struct that is gone', { structs: {} }],
  ['an enum in another order', { enums: { Kind: ['One', 'None'] } }],
])('error: %s', (_, change) => {
  expect(incompatibilities(layout(), layout(change))).not.toEqual([])
})

test('error: a namespace that is gone', () => {
  expect(incompatibilities(layout(), { Thing: {} })).toHaveLength(1)
})
