import { homedir } from 'node:os'
import { join } from 'node:path'
import type { EngineSource } from './engineSources.ts'

/** Where built engines are kept, for all clones of this user. */
export function enginesFolder(env: NodeJS.ProcessEnv): string {
  const cache = env.XDG_CACHE_HOME ?? join(homedir(), '.cache')
  return join(cache, 'sahara', 'engines')
}

/** The folder of one version of an engine. */
export function engineFolder(folder: string, source: EngineSource): string {
  const { platform, arch } = process
  return join(
    folder,
    `${source.name}-${source.version.slice(1)}-${platform}-${arch}`,
  )
}
