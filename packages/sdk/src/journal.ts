/**
 * Where running operations are written down before they act, so that a crash
 * at any moment is followed by a resumption and never by a repetition.
 * `set` and `delete` resolve only once the change would survive a crash.
 */
export type Journal = {
  get: (key: string) => Promise<string | undefined>
  set: (key: string, value: string) => Promise<void>
  delete: (key: string) => Promise<void>
}

/** A journal for callers that need none beyond this process. */
export function createMemoryJournal(): Journal {
  const entries = new Map<string, string>()
  return {
    get: async (key) => entries.get(key),
    set: async (key, value) => void entries.set(key, value),
    delete: async (key) => void entries.delete(key),
  }
}
