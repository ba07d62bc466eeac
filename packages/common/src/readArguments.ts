import { type ParseArgsOptionsConfig, parseArgs } from 'node:util'
import { SaharaError } from '@sahara/protocol'

/**
 * The flags of a service process.
 *
 * @param usage what to give instead, shown as the hint
 * @throws {SaharaError} `CONFIG_INVALID` for an unknown or malformed flag
 */
export function readArguments<const T extends ParseArgsOptionsConfig>(
  options: T,
  usage: string,
) {
  try {
    return parseArgs({ options }).values
  } catch (cause) {
    throw new SaharaError((cause as Error).message, {
      code: 'CONFIG_INVALID',
      hint: usage,
      cause,
    })
  }
}
