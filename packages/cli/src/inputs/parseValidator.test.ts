import { addresses } from '@sahara/protocol'
import { validatorSetAbi } from '@sahara/protocol/abis'
import { decodeFunctionData } from 'viem'
import { describe, expect, test } from 'vitest'
import { parseValidator, parseValidatorRemoval } from './parseValidator.ts'

const x = `0x${'0a'.repeat(32)}`
const y = `0x${'0b'.repeat(32)}`
const address = '0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266'

describe('parseValidator', () => {
  test('default: the call that gives it votes', () => {
    const { to, data } = parseValidator(`${x}:${y}=10`)
    expect(to).toBe(addresses.validatorSet)
    expect(decodeFunctionData({ abi: validatorSetAbi, data })).toEqual({
      functionName: 'setValidator',
      args: [BigInt(x), BigInt(y), 10n],
    })
  })

  test('default: the call that takes them away', () => {
    const { to, data } = parseValidatorRemoval(address)
    expect(to).toBe(addresses.validatorSet)
    expect(decodeFunctionData({ abi: validatorSetAbi, data })).toEqual({
      functionName: 'removeValidator',
      args: [address],
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
    expect(() => parseValidatorRemoval('0x12')).toThrowError(
      expect.objectContaining({ code: 'INPUT_INVALID' }),
    )
  })
})
