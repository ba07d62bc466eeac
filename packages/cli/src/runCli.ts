import { describeError } from '@sahara/common'
import { SaharaError } from '@sahara/protocol'
import { CommanderError } from 'commander'
import { createProgram } from './createProgram.ts'

/** Runs one command; returns the exit code: 0 done, 1 failed, 2 wrong use. */
export async function runCli(argv: readonly string[]): Promise<0 | 1 | 2> {
  const program = createProgram()
  try {
    await program.parseAsync(argv, { from: 'user' })
    return 0
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
    const { json, verbose } = program.opts<{
      json?: boolean
      verbose?: boolean
    }>()
    process.stderr.write(
      `${json && SaharaError.isInstance(error) ? JSON.stringify(error) : describeError(error)}\n`,
    )
    if (verbose && SaharaError.isInstance(error))
      process.stderr.write(`${error.stack}\n`)
    return SaharaError.isInstance(error) && error.code === 'INPUT_INVALID'
      ? 2
      : 1
  }
}
