import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { SaharaError, type SerializedSaharaError } from '@sahara/protocol'

/**
 * Runs a module as a process of its own until it ends.
 *
 * @param input what it reads on standard input, for secrets
 * @returns the JSON it printed
 * @throws {SaharaError} what it printed as `error`
 */
export async function runModule(
  module: string,
  args: readonly string[],
  input = '',
): Promise<unknown> {
  const file = fileURLToPath(import.meta.resolve(module))
  const child = spawn(process.execPath, [...process.execArgv, file, ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  // One that reads nothing may have ended by now.
  child.stdin.on('error', () => {})
  child.stdin.end(input)
  const [output] = await Promise.all([text(child.stdout), once(child, 'exit')])
  const printed = output === '' ? undefined : JSON.parse(output)
  if (printed === undefined)
    throw new SaharaError(`${module} ended without an answer.`, {
      code: 'INTERNAL',
      hint: 'Its last words are above; please report it.',
    })
  const { error } = printed as { error?: SerializedSaharaError }
  if (!error) return printed
  const { message, ...options } = error
  throw new SaharaError(message, { hint: '', ...options })
}
