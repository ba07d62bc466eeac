import { describeError } from '@sahara/common'
import { SaharaError } from '@sahara/protocol'
import { CommanderError } from 'commander'
import { clean } from './terminal/clean.ts'

/** Says on stderr what went wrong; returns the exit code: 1 failed, 2 wrong use. */
export function reportError(
  thrown: unknown,
  options: { isJson: boolean; isVerbose: boolean },
): 1 | 2 {
  const error = toSaharaError(thrown)
  if (options.isJson) process.stderr.write(`${JSON.stringify(error)}\n`)
  // Commander has explained a wrong use already.
  else if (!(thrown instanceof CommanderError))
    process.stderr.write(`${toText(error)}\n`)
  if (options.isVerbose) process.stderr.write(`${error.stack}\n`)
  return error.code === 'INPUT_INVALID' ? 2 : 1
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
  if (isFileError(thrown))
    return new SaharaError(thrown.message, {
      code: 'FILE_ACCESS_FAILED',
      hint: 'See whether the disk has room and the path may be used.',
      cause: thrown,
    })
  return new SaharaError(String(thrown), {
    code: 'INTERNAL',
    hint: 'Please report it with what --verbose shows.',
    cause: thrown,
  })
}

/** What the operating system says of files; of the network, the SDK tells. */
function isFileError(thrown: unknown): thrown is Error {
  return (
    thrown instanceof Error &&
    ['errno', 'syscall'].every((key) => key in thrown) &&
    !['address', 'hostname'].some((key) => key in thrown)
  )
}

/** What others wrote may be part of it, so nothing in it moves the cursor. */
function toText(error: SaharaError): string {
  return describeError(error).split('\n').map(clean).join('\n')
}
