import { describeError } from '@sahara/common'
import { SaharaError } from '@sahara/protocol'
import { CommanderError } from 'commander'
import { createProgram } from './createProgram.ts'
import { clean } from './terminal/clean.ts'

/** Runs one command; returns the exit code: 0 done, 1 failed, 2 wrong use. */
export async function runCli(argv: readonly string[]): Promise<0 | 1 | 2> {
  const isJson = argv.includes('--json')
  const program = createProgram({ isJson })
  try {
    await program.parseAsync(argv, { from: 'user' })
    return 0
  } catch (thrown) {
    if (thrown instanceof CommanderError && thrown.exitCode === 0) return 0
    const isVerbose = argv.includes('--verbose')
    const error = toSaharaError(thrown)
    if (isJson) process.stderr.write(`${JSON.stringify(error)}\n`)
    // Commander has explained a wrong use already.
    else if (!(thrown instanceof CommanderError))
      process.stderr.write(`${toText(error)}\n`)
    if (isVerbose) process.stderr.write(`${error.stack}\n`)
    return error.code === 'INPUT_INVALID' ? 2 : 1
  }
}

function toSaharaError(thrown: unknown): SaharaError {
  if (SaharaError.isInstance(thrown)) return thrown
  if (thrown instanceof CommanderError)
    return new SaharaError(
      thrown.code === 'commander.help'
        ? 'The command is incomplete.'
        : thrown.message.replace(/^error: /, ''),
      { code: 'INPUT_INVALID', hint: 'See --help.', cause: thrown },
    )
  return new SaharaError(String(thrown), {
    code: 'INTERNAL',
    hint: 'Please report it with what --verbose shows.',
    cause: thrown,
  })
}

/** What others wrote may be part of it, so nothing in it moves the cursor. */
function toText(error: SaharaError): string {
  return describeError(error).split('\n').map(clean).join('\n')
}
