import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { GeneratorAnswer, GeneratorRequest } from './generator.ts'
import type { LoadResult, RunLoadParameters } from './runLoad.ts'

export type Generator = {
  /** Signs; answers how many. */
  create: (
    parameters: Extract<GeneratorRequest, { create: unknown }>['create'],
  ) => Promise<number>
  run: (
    parameters: RunLoadParameters,
    onWindow: (isOpen: boolean) => void,
  ) => Promise<LoadResult>
  close: () => void
}

/** A process that signs and sends, so that what it costs is counted apart. */
export function startGenerator(): Generator {
  const child = fork(fileURLToPath(new URL('./generator.ts', import.meta.url)))
  return {
    create: async (create) => {
      const answer = await ask(child, { create }, () => {})
      return 'created' in answer ? answer.created : 0
    },
    run: async (run, onWindow) => {
      const answer = await ask(child, { run }, onWindow)
      if ('result' in answer) return answer.result
      throw new TypeError('the generator gave no result')
    },
    close: () => child.disconnect(),
  }
}

function ask(
  child: ChildProcess,
  request: GeneratorRequest,
  onWindow: (isOpen: boolean) => void,
): Promise<GeneratorAnswer> {
  return new Promise((resolve, reject) => {
    const onExit = () => reject(new TypeError('the generator ended'))
    const onMessage = (answer: GeneratorAnswer) => {
      if ('isOpen' in answer) {
        onWindow(answer.isOpen)
        return
      }
      child.off('message', onMessage)
      child.off('exit', onExit)
      if ('failure' in answer) reject(new TypeError(answer.failure))
      else resolve(answer)
    }
    child.on('message', onMessage)
    child.on('exit', onExit)
    child.send(request)
  })
}
