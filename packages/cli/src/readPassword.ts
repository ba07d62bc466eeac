import { text } from 'node:stream/consumers'
import { isCancel, password } from '@clack/prompts'
import { SaharaError } from '@sahara/protocol'

/**
 * The password from SAHARA_PASSWORD, else from a prompt on a terminal, else
 * from standard input. Never from a flag: flags are visible to everyone.
 *
 * @throws {SaharaError} `INPUT_INVALID`
 */
export async function readPassword(message: string): Promise<string> {
  const given = process.env.SAHARA_PASSWORD
  if (given) return given
  const answer = process.stdin.isTTY
    ? await password({ message, output: process.stderr })
    : (await text(process.stdin)).replace(/\r?\n$/, '')
  if (typeof answer === 'string' && !isCancel(answer) && answer !== '')
    return answer
  throw new SaharaError('No password was given.', {
    code: 'INPUT_INVALID',
    hint: 'Type it, set SAHARA_PASSWORD, or give it on standard input.',
  })
}
