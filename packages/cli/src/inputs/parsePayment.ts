import { SaharaError } from '@sahara/protocol'
import type { NamedCall } from '@sahara/sdk'
import { clean } from '../terminal/clean.ts'
import { parseAddress } from './parseAddress.ts'
import { parseMoney } from './parseMoney.ts'

/** What `--pay` takes. */
export const paymentForm = 'ADDRESS=AMOUNT'

/**
 * What the treasury pays to whom, in SAHARA.
 *
 * @throws {SaharaError} `INPUT_INVALID`
 */
export function parsePayment(text: string): NamedCall {
  const [receiver = '', amount = '', ...more] = text.split('=')
  if (amount === '' || more.length > 0)
    throw new SaharaError(`${clean(text)} is no payment.`, {
      code: 'INPUT_INVALID',
      hint: `Write it as ${paymentForm}, the amount in SAHARA.`,
    })
  return {
    ...{ type: 'payment', to: parseAddress(receiver) },
    amountWei: parseMoney(amount),
  }
}
