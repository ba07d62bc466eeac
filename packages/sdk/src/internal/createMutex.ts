/** Tasks that exclude each other, by key. */
export type Mutex = {
  /** Runs `task` after all earlier tasks of the same key have ended. */
  run: <T>(key: string, task: () => Promise<T>) => Promise<T>
}

/** Lets one task a key run at a time, in the order of asking. */
export function createMutex(): Mutex {
  const tails = new Map<string, Promise<unknown>>()
  return {
    run: (key, task) => {
      const before = tails.get(key) ?? Promise.resolve()
      const result = before.then(task, task)
      const tail = result.catch(() => undefined)
      tails.set(key, tail)
      void tail.then(() => {
        if (tails.get(key) === tail) tails.delete(key)
      })
      return result
    },
  }
}
