import { createLoad, type Load } from './createLoad.ts'
import { type LoadResult, type RunLoadParameters, runLoad } from './runLoad.ts'

/** What the bench asks of its generator, which is a process of its own. */
export type GeneratorRequest =
  | { create: Parameters<typeof createLoad>[0] }
  | { run: RunLoadParameters }

export type GeneratorAnswer =
  | { created: number }
  | { isOpen: boolean }
  | { result: LoadResult }
  | { failure: string }

let load: Load | undefined

function say(answer: GeneratorAnswer): void {
  process.send?.(answer)
}

async function answer(request: GeneratorRequest): Promise<void> {
  if ('create' in request) {
    load = createLoad(request.create)
    say({ created: load.requests.length })
    return
  }
  if (!load) throw new RangeError('nothing was signed')
  const result = await runLoad(load, request.run, (isOpen) => say({ isOpen }))
  say({ result })
}

process.on('message', (request: GeneratorRequest) => {
  answer(request).catch((error: unknown) =>
    say({ failure: error instanceof Error ? `${error.stack}` : `${error}` }),
  )
})
process.on('disconnect', () => process.exit())
