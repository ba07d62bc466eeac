import { type Logger, pino, stdTimeFunctions } from 'pino'

export type { Logger }

/**
 * A structured logger on stderr: stdout belongs to data. Never give it keys,
 * key shares, passwords, tokens or the content of assets; what slips through
 * under these names is censored.
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
        paths: ['password', 'privateKey', 'secret', 'token', 'authorization'],
        censor: '[redacted]',
      },
    },
    process.stderr,
  )
}
