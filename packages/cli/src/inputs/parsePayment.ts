import { addresses, SaharaError } from '@sahara/protocol'
import { saharaTokenAbi } from '@sahara/protocol/abis'
import { encodeFunctionData, type Hex } from 'viem'
import { parseAddress } from './parseAddress.ts'
import { parseAmount } from './parseAmount.ts'

/** What `--pay` takes. */
export const paymentForm = 'ADDRESS=AMOUNT'

/**
 * What the treasury pays to whom, in SAHARA, as a call that a proposal makes.
 *
 * @throws {SaharaError} `INPUT_INVALID`
 */
export function parsePayment(text: string): { to: Hex; data: Hex } {
  const [receiver = '', amount = '', ...more] = text.split('=')
  const amountWei = more.length === 0 ? parseAmount(amount) : 0n
  if (amountWei === 0n)
    throw new SaharaError(`${text} is no payment.`, {
      code: 'INPUT_INVALID',
      hint: `Write it as ${paymentForm}, the amount in SAHARA.`,
    })
  return {
    to: addresses.token,
    data: encodeFunctionData({
      abi: saharaTokenAbi,
      functionName: 'transfer',
      args: [parseAddress(receiver), amountWei],
    }),
  }
}
