import { text } from 'node:stream/consumers'
import { isCancel, password } from '@clack/prompts'
import { SaharaError } from '@sahara/protocol'

/**
 * The password from SAHARA_PASSWORD, else from a prompt on a terminal, else
 * from standard input. Never from a flag: flags are visible to everyone.
 *
 * @param options.isNew asks twice: a mistyped one would open nothing
 * @throws {SaharaError} `INPUT_INVALID`
 */
export async function readPassword(
  message: string,
  options: { isNew?: boolean } = {},
): Promise<string> {
  const given = process.env.SAHARA_PASSWORD
  if (given) return given
  if (!process.stdin.isTTY)
    return checked((await text(process.stdin)).replace(/\r?\n$/, ''))
  const first = checked(await ask(message))
  if (options.isNew && (await ask('The same again')) !== first)
    throw new SaharaError('The two passwords differ.', {
      code: 'INPUT_INVALID',
      hint: 'Nothing was made; try again.',
    })
  return first
}

async function ask(message: string): Promise<string> {
  const answer = await password({ message, output: process.stderr })
  return isCancel(answer) ? '' : (answer ?? '')
}

function checked(answer: string): string {
  if (answer !== '') return answer
  throw new SaharaError('No password was given.', {
    code: 'INPUT_INVALID',
    hint: 'Type it, set SAHARA_PASSWORD, or give it on standard input.',
  })
}
