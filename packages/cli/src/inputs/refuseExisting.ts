import { lstat } from 'node:fs/promises'
import { SaharaError } from '@sahara/protocol'

/** @throws {SaharaError} `INPUT_INVALID` when something is there already */
export async function refuseExisting(path: string): Promise<void> {
  const isFree = await lstat(path).then(
    () => false,
    () => true,
  )
  if (isFree) return
  throw new SaharaError(`${path} exists already.`, {
    code: 'INPUT_INVALID',
    hint: 'Give a path where nothing is yet.',
  })
}
