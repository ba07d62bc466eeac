import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { SaharaError, type SerializedSaharaError } from '@sahara/protocol'
import { z } from 'zod'

const progressSchema = z.strictObject({
  bytes: z.int(),
  totalBytes: z.int(),
})
const lineSchema = z.strictObject({ progress: progressSchema })

/**
 * Runs a module as a process of its own until it ends.
 *
 * @param options.input what it reads on standard input, for secrets
 * @param options.onProgress told how far it is, if it says so
 * @returns the JSON it printed last
 * @throws {SaharaError} what it printed as `error`
 */
export async function runModule(
  module: string,
  args: readonly string[],
  options: {
    input?: string
    onProgress?: (progress: z.infer<typeof progressSchema>) => void
  } = {},
): Promise<unknown> {
  const file = fileURLToPath(import.meta.resolve(module))
  const child = spawn(process.execPath, [...process.execArgv, file, ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  // One that reads nothing may have ended by now.
  child.stdin.on('error', () => {})
  child.stdin.end(options.input ?? '')
  const exited = once(child, 'exit')
  let printed: unknown
  for await (const line of createInterface({ input: child.stdout })) {
    const value: unknown = JSON.parse(line)
    const { data } = lineSchema.safeParse(value)
    if (data) options.onProgress?.(data.progress)
    else printed = value
  }
  await exited
  if (printed === undefined)
    throw new SaharaError(`${module} ended without an answer.`, {
      code: 'INTERNAL',
      hint: 'Its last words are above; please report it.',
    })
  const { error } = printed as { error?: SerializedSaharaError }
  if (!error) return printed
  const { message, ...rest } = error
  throw new SaharaError(message, { hint: '', ...rest })
}
