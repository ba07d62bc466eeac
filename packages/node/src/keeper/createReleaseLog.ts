import { open } from 'node:fs/promises'

/** One line of the release log: who got which key share when, no secrets. */
export type Release = {
  at: string
  requester: string
  assetId: string
  version: number
  context: string
  blockNumber: number
  requestHash: string
}

/** Who got which key share, for good. */
export type ReleaseLog = {
  /** Resolves when the line is durable. */
  append: (release: Release) => Promise<void>
  close: () => Promise<void>
}

/** An append-only file of JSON lines. */
export async function createReleaseLog(path: string): Promise<ReleaseLog> {
  const file = await open(path, 'a+', 0o600)
  // A line that a power cut has torn must not spoil the next one.
  const { size } = await file.stat()
  const last = Buffer.alloc(1)
  await file.read(last, 0, 1, Math.max(0, size - 1))
  if (size > 0 && last.toString() !== '\n') await file.write('\n')
  return {
    append: async (release) => {
      await file.write(`${JSON.stringify(release)}\n`)
      await file.datasync()
    },
    close: () => file.close(),
  }
}
