import { type Logger, pino, stdTimeFunctions } from 'pino'

export type { Logger }

const secrets = [
  'authorization',
  'identity',
  'mnemonic',
  'password',
  'privateKey',
  'secret',
  'token',
]

/**
 * A structured logger on stderr: stdout belongs to data. Never give it keys,
 * key shares, passwords, tokens or the content of assets; what slips through
 * under these names, or one level below, is censored. Errors go under `err`,
 * where pino keeps their stack.
 */
export function createLogger(
  name: string,
  options: { level?: string | undefined } = {},
): Logger {
  return pino(
    {
      name,
      level: options.level ?? 'info',
      timestamp: stdTimeFunctions.isoTime,
      redact: {
        paths: secrets.flatMap((secret) => [secret, `*.${secret}`]),
        censor: '[redacted]',
      },
    },
    process.stderr,
  )
}
