import type { BlobStore } from '@sahara/vault'
import type { Address } from 'viem'
import type { UploadSessions } from './createUploadSessions.ts'

/**
 * A store that counts what is put there as an upload of an account, once for
 * each blob.
 *
 * `put` throws `NODE_QUOTA_EXCEEDED` besides.
 */
export function createAccountStore(parameters: {
  store: BlobStore
  sessions: Pick<UploadSessions, 'reserve' | 'release'>
  account: Address
}): BlobStore {
  const { store, sessions, account } = parameters
  return {
    ...store,
    put: async (cid, block) => {
      const counted = sessions.reserve(account, cid, block.length)
      try {
        await store.put(cid, block)
      } catch (error) {
        if (counted) sessions.release(account, cid)
        throw error
      }
    },
  }
}
