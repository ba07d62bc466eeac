import { describeError, readArguments, systemClock } from '@sahara/common'
import { buildEngine } from './buildEngine.ts'
import { engineSources } from './engineSources.ts'
import { enginesFolder } from './enginesFolder.ts'
import { findEngines } from './findEngines.ts'
import { showProgress } from './showProgress.ts'

/** Builds the engines and prints where they are, as one line of JSON. */
async function buildEngines(): Promise<void> {
  const { check = false } = readArguments(
    { check: { type: 'boolean' } },
    'Give nothing, or --check to build nothing.',
  )
  const folder = enginesFolder(process.env)
  if (!check)
    for (const source of engineSources)
      await buildEngine({
        folder,
        source,
        env: process.env,
        clock: systemClock,
        onProgress: showProgress(process.stderr),
      })
  process.stdout.write(`${JSON.stringify(await findEngines(folder))}\n`)
}

try {
  await buildEngines()
} catch (error) {
  process.stderr.write(`${describeError(error)}\n`)
  process.exitCode = 1
}
