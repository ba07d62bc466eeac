import { describe, expect, test } from 'vitest'
import { parseValidator } from './parseValidator.ts'

const x = `0x${'0a'.repeat(32)}`
const y = `0x${'0b'.repeat(32)}`

describe('parseValidator', () => {
  test('default: its key and its votes', () => {
    expect(parseValidator(`${x}:${y}=10`)).toEqual({
      ...{ type: 'validator', x: BigInt(x), y: BigInt(y), power: 10n },
    })
  })

  test('error: INPUT_INVALID', () => {
    for (const text of [
      '',
      `${x}=10`,
      `${x}:${y}`,
      `${x}:${y}=0`,
      `${x}:${y}=1.5`,
      `${x}:${y.slice(0, -1)}=10`,
    ])
      expect(() => parseValidator(text)).toThrowError(
        expect.objectContaining({ code: 'INPUT_INVALID' }),
      )
  })
})
