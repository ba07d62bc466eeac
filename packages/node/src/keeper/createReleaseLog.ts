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

export type ReleaseLog = {
  /** Resolves when the line is durable. */
  append: (release: Release) => Promise<void>
  close: () => Promise<void>
}

/** An append-only file of JSON lines. */
export async function createReleaseLog(path: string): Promise<ReleaseLog> {
  const file = await open(path, 'a', 0o600)
  return {
    append: async (release) => {
      await file.write(`${JSON.stringify(release)}\n`)
      await file.datasync()
    },
    close: () => file.close(),
  }
}
