import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { syncFolder, writeFileAtomic } from '@sahara/common'
import { type DepositBody, depositBodySchema } from '@sahara/vault'

/** A key share as it lies on disk: still encrypted to the keeper. */
export type StoredKeyShare = DepositBody

export type KeyShareStore = {
  get: (assetId: string, version: number) => Promise<StoredKeyShare | undefined>
  /**
   * Decides on the key share of a version while nobody else does. What
   * `decide` returns is on disk, durable, when this resolves.
   */
  update: (
    assetId: string,
    version: number,
    decide: (
      held: StoredKeyShare | undefined,
    ) => Promise<StoredKeyShare | undefined>,
  ) => Promise<void>
}

/** Key shares as files, one for each asset version. */
export async function createKeyShareStore(
  directory: string,
): Promise<KeyShareStore> {
  await mkdir(directory, { recursive: true, mode: 0o700 })
  await syncFolder(directory)
  const queues = new Map<string, Promise<void>>()

  // Both parts were checked by the schema: neither can leave the folder.
  const nameOf = (assetId: string, version: number) =>
    `${assetId.slice(2)}-${version}.json`

  async function get(
    assetId: string,
    version: number,
  ): Promise<StoredKeyShare | undefined> {
    const path = join(directory, nameOf(assetId, version))
    const text = await readFile(path, 'utf8').catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
      throw error
    })
    if (text === undefined) return undefined
    return depositBodySchema.parse(JSON.parse(text))
  }

  return {
    get,
    update: async (assetId, version, decide) => {
      const name = nameOf(assetId, version)
      const turn = (queues.get(name) ?? Promise.resolve()).then(async () => {
        const share = await decide(await get(assetId, version))
        if (share !== undefined)
          await writeFileAtomic(join(directory, name), JSON.stringify(share))
      })
      const settled = turn.catch(() => {})
      queues.set(name, settled)
      try {
        await turn
      } finally {
        if (queues.get(name) === settled) queues.delete(name)
      }
    },
  }
}
