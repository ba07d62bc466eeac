import { createHash } from 'node:crypto'
import type { ListedFile } from '../inputs/listFiles.ts'

/**
 * Tells whether a command is the same that was interrupted: what was asked
 * for, and the names, sizes and times of the files.
 */
export function fingerprintOf(
  request: Record<string, unknown>,
  files: readonly ListedFile[],
): string {
  const listed = files.map(({ path, size, modifiedAt }) => [
    path,
    size,
    modifiedAt,
  ])
  const text = JSON.stringify([request, listed], (_, value: unknown) =>
    typeof value === 'bigint' ? value.toString() : value,
  )
  return createHash('sha256').update(text).digest('hex')
}
