import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { PurchaseAnswer, PurchaseTask } from './purchase.ts'

export type Program = {
  /** The answer, or undefined when the program was killed before it gave one. */
  run: (task: PurchaseTask) => Promise<PurchaseAnswer | undefined>
  kill: () => void
}

/**
 * A program in a process of its own that buys through the SDK. Once killed,
 * the next task starts it again, on the same journal.
 */
export function createProgram(parameters: {
  rpcUrl: string
  nodeUrl: string
  /** Of the journal. */
  directory: string
}): Program {
  const { rpcUrl, nodeUrl, directory } = parameters
  const waiting = new Map<
    string,
    (answer: PurchaseAnswer | undefined) => void
  >()
  let child: ChildProcess | undefined

  function start(): ChildProcess {
    const started = fork(
      fileURLToPath(new URL('./program.ts', import.meta.url)),
      [rpcUrl, nodeUrl, directory],
      {
        execArgv: [
          '--conditions=source',
          '--disable-warning=ExperimentalWarning',
        ],
      },
    )
    started.on('message', (answer: PurchaseAnswer) => {
      waiting.get(answer.purchaseId)?.(answer)
    })
    started.on('exit', () => {
      child = undefined
      for (const resolve of waiting.values()) resolve(undefined)
    })
    return started
  }

  return {
    run: async (task) => {
      child ??= start()
      const { promise, resolve } = Promise.withResolvers<
        PurchaseAnswer | undefined
      >()
      waiting.set(task.purchaseId, resolve)
      // A program that was just killed takes no message; its exit follows.
      child.send(task, () => undefined)
      return promise.finally(() => waiting.delete(task.purchaseId))
    },
    kill: () => void child?.kill('SIGKILL'),
  }
}
