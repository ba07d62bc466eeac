import { SaharaError } from '@sahara/protocol'
import type { ParameterChange } from '@sahara/sdk'
import { parseAmount } from './parseAmount.ts'
import { parseHours } from './parseHours.ts'
import { parsePercent } from './parsePercent.ts'

const percents = [
  'feeBasisPoints',
  'exchangeFeeBasisPoints',
  'resaleRoyaltyBasisPoints',
] as const
const amounts = ['publishBond', 'keeperStake', 'keeperFee'] as const
const durations = [
  'bondDelay',
  'keeperUnbondDelay',
  'keeperChallengePeriod',
] as const

/** What `--set` takes. */
export const parameterForm = 'NAME=VALUE'

/**
 * A change of a parameter, from `feeBasisPoints=3%`, `publishBond=20` in
 * SAHARA, or `bondDelay=7d`.
 *
 * @throws {SaharaError} `INPUT_INVALID`
 */
export function parseParameter(text: string): ParameterChange {
  const [given = '', value = ''] = text.split('=')
  const named = <Name extends string>(names: readonly Name[]) =>
    names.find((name) => name === given)
  const percent = named(percents)
  if (percent) return { name: percent, value: parsePercent(value) }
  const amount = named(amounts)
  if (amount) return { name: amount, value: parseAmount(value) }
  const duration = named(durations)
  if (duration) return { name: duration, value: parseHours(value) * 3_600 }
  throw new SaharaError(`${given} is no parameter.`, {
    code: 'INPUT_INVALID',
    hint: `Write one as ${parameterForm}: ${[...percents, ...amounts, ...durations].join(', ')}.`,
  })
}
