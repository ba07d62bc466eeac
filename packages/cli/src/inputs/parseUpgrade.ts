import { SaharaError, upgradeableContracts } from '@sahara/protocol'
import type { NamedCall } from '@sahara/sdk'
import { parseAddress } from './parseAddress.ts'

/** What `--upgrade` takes. */
export const upgradeForm = 'CONTRACT=IMPLEMENTATION'

/**
 * Which contract gets which code, such as `licences=0x…`.
 *
 * @throws {SaharaError} `INPUT_INVALID`
 */
export function parseUpgrade(text: string): NamedCall {
  const [name = '', implementation = '', ...more] = text.split('=')
  const contract = upgradeableContracts.find((one) => one === name)
  if (!contract || more.length > 0)
    throw new SaharaError(`${text} is no upgrade.`, {
      code: 'INPUT_INVALID',
      hint: `Write it as ${upgradeForm}, the contract one of ${upgradeableContracts.join(', ')}.`,
    })
  return {
    ...{ type: 'upgrade', contract },
    implementation: parseAddress(implementation),
  }
}
