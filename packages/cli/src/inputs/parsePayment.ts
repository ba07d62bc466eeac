import { addresses, SaharaError } from '@sahara/protocol'
import { saharaTokenAbi } from '@sahara/protocol/abis'
import { encodeFunctionData, type Hex } from 'viem'
import { clean } from '../terminal/clean.ts'
import { parseAddress } from './parseAddress.ts'
import { parseMoney } from './parseMoney.ts'

/** What `--pay` takes. */
export const paymentForm = 'ADDRESS=AMOUNT'

/**
 * What the treasury pays to whom, in SAHARA, as a call that a proposal makes.
 *
 * @throws {SaharaError} `INPUT_INVALID`
 */
export function parsePayment(text: string): { to: Hex; data: Hex } {
  const [receiver = '', amount = '', ...more] = text.split('=')
  if (amount === '' || more.length > 0)
    throw new SaharaError(`${clean(text)} is no payment.`, {
      code: 'INPUT_INVALID',
      hint: `Write it as ${paymentForm}, the amount in SAHARA.`,
    })
  return {
    to: addresses.token,
    data: encodeFunctionData({
      abi: saharaTokenAbi,
      functionName: 'transfer',
      args: [parseAddress(receiver), parseMoney(amount)],
    }),
  }
}
