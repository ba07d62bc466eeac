import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { SaharaError } from '@sahara/protocol'

/**
 * Runs the system's tar.
 *
 * @throws {SaharaError} `FILE_ACCESS_FAILED` with what it said
 * @returns what it printed
 */
export async function runTar(args: readonly string[]): Promise<string> {
  const child = spawn('tar', args, { stdio: ['ignore', 'pipe', 'pipe'] })
  const failed = (said: string, cause?: unknown) =>
    new SaharaError(`tar could not do it: ${said}`, {
      code: 'FILE_ACCESS_FAILED',
      hint: 'Look for room on the disk, for the right to write there, and whether `tar` is installed.',
      cause,
    })
  await once(child, 'spawn').catch((cause: unknown) => {
    throw failed('it is not there', cause)
  })
  const [output, errors, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit'),
  ])
  if (code === 0) return output
  throw failed(errors.trim().slice(-500))
}
