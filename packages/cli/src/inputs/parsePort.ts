import { SaharaError } from '@sahara/protocol'

/**
 * A port with four after it, since `sahara start` takes these too.
 *
 * @throws {SaharaError} `INPUT_INVALID`
 */
export function parsePort(text: string): number {
  const port = Number(text)
  if (Number.isInteger(port) && port > 0 && port <= 65_531) return port
  throw new SaharaError(`${text} is no port with four after it.`, {
    code: 'INPUT_INVALID',
    hint: 'Give a number from 1 to 65531.',
  })
}
