import { confirm } from '@clack/prompts'
import { SaharaError } from '@sahara/protocol'

/**
 * Asks before money is spent or something is ended for good.
 *
 * @throws {SaharaError} `CONFIRMATION_DECLINED`; `INPUT_INVALID` where nobody
 * can be asked
 */
export async function confirmAction(
  message: string,
  flags: { yes?: boolean | undefined },
): Promise<void> {
  if (flags.yes) return
  if (!process.stdin.isTTY)
    throw new SaharaError('This needs a confirmation.', {
      code: 'INPUT_INVALID',
      hint: 'Add --yes where nobody can be asked.',
    })
  const answer = await confirm({
    message,
    initialValue: false,
    output: process.stderr,
  })
  if (answer === true) return
  throw new SaharaError('Nothing was done.', {
    code: 'CONFIRMATION_DECLINED',
    hint: 'Run it again and answer yes, or give --yes.',
  })
}
