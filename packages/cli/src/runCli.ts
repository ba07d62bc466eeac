import { CommanderError } from 'commander'
import { createProgram } from './createProgram.ts'

/** Runs one command; returns the exit code: 0 done, 1 failed, 2 wrong use. */
export async function runCli(argv: readonly string[]): Promise<0 | 1 | 2> {
  const isJson = argv.includes('--json')
  try {
    await createProgram({ isJson }).parseAsync(argv, { from: 'user' })
    return 0
  } catch (thrown) {
    if (thrown instanceof CommanderError && thrown.exitCode === 0) return 0
    // Only here, since help needs none of what errors are made of.
    const { reportError } = await import('./reportError.ts')
    const isVerbose = argv.includes('--verbose')
    return reportError(thrown, { isJson, isVerbose })
  }
}
