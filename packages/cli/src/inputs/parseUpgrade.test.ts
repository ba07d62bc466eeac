import { describe, expect, test } from 'vitest'
import { parseUpgrade } from './parseUpgrade.ts'

const implementation = '0x70997970C51812dc3A010C7d01b50e0d17dc79C8'

describe('parseUpgrade', () => {
  test('default: which contract gets which code', () => {
    expect(parseUpgrade(`licences=${implementation}`)).toEqual({
      ...{ type: 'upgrade', contract: 'licences', implementation },
    })
  })

  test('error: INPUT_INVALID', () => {
    for (const text of [
      '',
      'licences',
      'licences=0x1',
      // Holds money: nobody can upgrade it.
      `revenue=${implementation}`,
      `licences=${implementation}=1`,
    ])
      expect(() => parseUpgrade(text)).toThrowError(
        expect.objectContaining({ code: 'INPUT_INVALID' }),
      )
  })
})
