import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdir, open, rename, rm } from 'node:fs/promises'
import { setPriority } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import {
  type Clock,
  lockFolder,
  syncFolder,
  writeFileAtomic,
} from '@sahara/common'
import { SaharaError } from '@sahara/protocol'
import type { EngineSource } from './engineSources.ts'
import { engineFolder } from './enginesFolder.ts'
import { findEngine, hashFile } from './findEngine.ts'
import { findGo } from './findGo.ts'

const run = promisify(execFile)
const lowPriority = 10
const lockPollMs = 500
const maxOutputBytes = 64 * 1024 * 1024

/** How far a build is. */
export type BuildProgress = (progress: {
  engine: string
  /** Packages compiled, of those not compiled before. */
  done: number
  total: number
}) => void

export type BuildEngineParameters = {
  /** Where built engines are kept. */
  folder: string
  source: EngineSource
  env: NodeJS.ProcessEnv
  clock: Clock
  onProgress?: BuildProgress | undefined
}

/**
 * Builds one engine, unless it is built, and returns its file. It appears in
 * the folder whole or not at all; a second build at the same time waits for
 * the first.
 *
 * @throws {SaharaError} `ENGINES_GO_MISSING`, `ENGINES_GO_TOO_OLD`,
 *   `ENGINES_SOURCE_WRONG`, `ENGINES_BUILD_FAILED`
 */
export async function buildEngine(
  parameters: BuildEngineParameters,
): Promise<string> {
  const { folder, source } = parameters
  const built = await findEngine(folder, source)
  if (built) return built
  const go = await findGo(parameters.env)
  const lock = await takeLock(join(folder, 'locks', source.name), parameters)
  try {
    return (await findEngine(folder, source)) ?? (await build(parameters, go))
  } finally {
    lock.release()
  }
}

async function build(
  parameters: BuildEngineParameters,
  go: string,
): Promise<string> {
  const { folder, source } = parameters
  const home = engineFolder(folder, source)
  const partial = join(folder, `partial-${randomUUID()}`)
  await mkdir(partial, { recursive: true })
  try {
    const env = goEnvironment(parameters.env)
    const directory = await fetchModule(source, env)
    const file = join(partial, source.name)
    await compile({ ...parameters, env, directory, file })
    const handle = await open(file, 'r+')
    await handle.sync()
    await handle.close()
    const { module, version, sum } = source
    const note = { module, version, sum, go, sha256: await hashFile(file) }
    await writeFileAtomic(join(partial, 'build.json'), JSON.stringify(note))
    // What was here is damaged, or of other sources.
    await rm(home, { recursive: true, force: true })
    await rename(partial, home)
    await syncFolder(folder)
    return join(home, source.name)
  } finally {
    await rm(partial, { recursive: true, force: true })
  }
}

/** Settings of the user that could change what is built are left out. */
function goEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return {
    ...env,
    GOTOOLCHAIN: 'local',
    GOWORK: 'off',
    GOFLAGS: '-mod=readonly -trimpath -buildvcs=false',
    // The hash we know decides, not a log on another machine.
    GOSUMDB: 'off',
  }
}

/** @returns the folder of the module's sources */
async function fetchModule(
  source: EngineSource,
  env: NodeJS.ProcessEnv,
): Promise<string> {
  const name = `${source.module}@${source.version}`
  const said = await run('go', ['mod', 'download', '-json', name], {
    env,
    maxBuffer: maxOutputBytes,
  }).catch((cause: { stdout?: string; stderr?: string }) => {
    throw buildFailed(source, `${cause.stdout ?? ''}${cause.stderr ?? ''}`)
  })
  const { Dir, Sum } = JSON.parse(said.stdout) as { Dir: string; Sum: string }
  if (Sum === source.sum) return Dir
  throw new SaharaError(`The sources of ${name} are not what they should be.`, {
    code: 'ENGINES_SOURCE_WRONG',
    hint: 'Somebody changed them on the way: use another GOPROXY, and `go clean -modcache` first.',
    details: { expected: source.sum, received: Sum },
  })
}

async function compile(
  parameters: BuildEngineParameters & { directory: string; file: string },
): Promise<void> {
  const { source, env, directory, file, onProgress } = parameters
  const total = await countPackages(parameters)
  const child = spawn(
    'go',
    ['build', '-v', '-ldflags=-s -w', '-o', file, source.program],
    { cwd: directory, env, stdio: ['ignore', 'ignore', 'pipe'] },
  )
  yieldToOthers(child)
  let done = 0
  const said: string[] = []
  if (child.stderr)
    createInterface({ input: child.stderr }).on('line', (line) => {
      said.push(line)
      if (said.length > 40) said.shift()
      if (/^[\w.\-/]+$/.test(line))
        onProgress?.({ engine: source.name, done: ++done, total })
    })
  const [code] = await once(child, 'close')
  if (code !== 0) throw buildFailed(source, said.join('\n'))
}

async function countPackages(
  parameters: BuildEngineParameters & { directory: string },
): Promise<number> {
  const { source, env, directory } = parameters
  const said = await run(
    'go',
    ['list', '-deps', '-f', '{{if .Stale}}x{{end}}', source.program],
    { cwd: directory, env, maxBuffer: maxOutputBytes },
  ).catch((cause: { stderr?: string }) => {
    throw buildFailed(source, cause.stderr ?? '')
  })
  return said.stdout.split('\n').filter((line) => line === 'x').length
}

/** A build takes minutes: the machine stays usable meanwhile. */
function yieldToOthers(child: ChildProcess): void {
  if (child.pid === undefined) return
  try {
    setPriority(child.pid, lowPriority)
  } catch {
    // It only takes longer for the others.
  }
}

async function takeLock(
  directory: string,
  { clock }: { clock: Clock },
): Promise<{ release: () => void }> {
  for (;;) {
    try {
      return lockFolder(directory)
    } catch (error) {
      const isTaken =
        SaharaError.isInstance(error) && error.code === 'COMMON_FOLDER_IN_USE'
      if (!isTaken) throw error
      await clock.sleep(lockPollMs)
    }
  }
}

function buildFailed(source: EngineSource, output: string): SaharaError {
  return new SaharaError(
    `${source.name} ${source.version} was not built: ${output.trim().split('\n').at(-1) ?? ''}`,
    {
      code: 'ENGINES_BUILD_FAILED',
      hint: 'Go fetches the sources from GOPROXY (proxy.golang.org) and needs 3 GB of disk: see that both are there, and run it again.',
      details: { output: output.slice(-2_000) },
    },
  )
}
