/** Many readers or one writer, served in the order they came. */
export type ReadWriteLock = {
  read: <T>(task: () => Promise<T>) => Promise<T>
  write: <T>(task: () => Promise<T>) => Promise<T>
}

/** A fair lock within one process: a waiting writer holds back new readers. */
export function createReadWriteLock(): ReadWriteLock {
  const queue: { writer: boolean; enter: () => void }[] = []
  let readers = 0
  let writing = false

  function admit(): void {
    for (;;) {
      const next = queue[0]
      if (!next || writing || (next.writer && readers > 0)) return
      queue.shift()
      if (next.writer) writing = true
      else readers += 1
      next.enter()
    }
  }

  async function hold<T>(writer: boolean, task: () => Promise<T>): Promise<T> {
    await new Promise<void>((enter) => {
      queue.push({ writer, enter })
      admit()
    })
    try {
      return await task()
    } finally {
      if (writer) writing = false
      else readers -= 1
      admit()
    }
  }

  return {
    read: (task) => hold(false, task),
    write: (task) => hold(true, task),
  }
}
