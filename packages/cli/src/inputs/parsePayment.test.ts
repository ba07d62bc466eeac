import { parseEther } from 'viem'
import { describe, expect, test } from 'vitest'
import { parsePayment } from './parsePayment.ts'

const bob = '0x70997970C51812dc3A010C7d01b50e0d17dc79C8'

describe('parsePayment', () => {
  test('default: the transfer that the treasury makes', () => {
    expect(parsePayment(`${bob}=2.5`)).toEqual({
      ...{ type: 'payment', to: bob, amountWei: parseEther('2.5') },
    })
  })

  test('error: INPUT_INVALID', () => {
    for (const text of ['', bob, `${bob}=`, `${bob}=0`, `${bob}=1=2`, '0x1=2'])
      expect(() => parsePayment(text)).toThrowError(
        expect.objectContaining({ code: 'INPUT_INVALID' }),
      )
  })
})
