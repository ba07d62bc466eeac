import { describeError, readArguments, systemClock } from '@sahara/common'
import { SaharaError } from '@sahara/protocol'
import { buildEngine } from './buildEngine.ts'
import { engineSources } from './engineSources.ts'
import { enginesFolder } from './enginesFolder.ts'
import { findEngine } from './findEngine.ts'
import { showProgress } from './showProgress.ts'

/** Builds the engines and prints where they are, as one line of JSON. */
async function buildEngines(): Promise<void> {
  const { check = false } = readArguments(
    { check: { type: 'boolean' } },
    'Give nothing, or --check to build nothing.',
  )
  const folder = enginesFolder(process.env)
  const files: Record<string, string> = {}
  for (const source of engineSources) {
    const file = check
      ? await findEngine(folder, source)
      : await buildEngine({
          folder,
          source,
          env: process.env,
          clock: systemClock,
          onProgress: showProgress(process.stderr),
        })
    if (file === undefined)
      throw new SaharaError(`${source.name} ${source.version} is not built.`, {
        code: 'ENGINES_NOT_BUILT',
        hint: 'Build it with `npm run engines`; that takes some minutes, once.',
      })
    files[source.name] = file
  }
  process.stdout.write(`${JSON.stringify(files)}\n`)
}

try {
  await buildEngines()
} catch (error) {
  process.stderr.write(`${describeError(error)}\n`)
  process.exitCode = 1
}
