import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { Common } from '@sahara/common'
import { SaharaError } from '@sahara/protocol'

const firstBackOffMs = 200
const longestBackOffMs = 10_000
/** After this long a process counts as healthy, and its back-off begins anew. */
const healthyAfterMs = 30_000
const stopTimeoutMs = 15_000

/** A service that is started again when it dies. */
export type SupervisedProcess = {
  name: string
  /** What the process printed when it became ready. */
  ready: Record<string, unknown>
  /** Resolves when the process has ended. */
  stop: () => Promise<void>
}

export type SuperviseProcessParameters = {
  common: Common
  name: string
  /** Module of the process, as an import specifier of a package. */
  module: string
  args: readonly string[]
}

/**
 * Starts a service as a process of its own and keeps it running: one that dies
 * is started again with a growing pause. Its standard input is a pipe that
 * ends with this process, however this process ends.
 *
 * @throws {SaharaError} what the service printed, when its first start fails
 */
export async function superviseProcess(
  parameters: SuperviseProcessParameters,
): Promise<SupervisedProcess> {
  const { common, name } = parameters
  const logger = common.logger.child({ process: name })
  const stopping = new AbortController()
  let child = start(parameters)
  const ready = await readyLine(child, parameters)
  const loop = keepRunning()

  async function keepRunning(): Promise<void> {
    let backOffMs = firstBackOffMs
    for (;;) {
      const startedAt = common.clock.now()
      await exitOf(child)
      if (stopping.signal.aborted) return
      if (common.clock.now() - startedAt > healthyAfterMs)
        backOffMs = firstBackOffMs
      logger.warn({ backOffMs, exitCode: child.exitCode }, 'died, restarting')
      await common.clock.sleep(backOffMs, stopping.signal)
      if (stopping.signal.aborted) return
      backOffMs = Math.min(backOffMs * 2, longestBackOffMs)
      child = start(parameters)
      readyLine(child, parameters).then(
        () => logger.info('is back'),
        (error: unknown) => logger.warn({ err: error }, 'did not come back'),
      )
    }
  }

  async function stop(): Promise<void> {
    stopping.abort()
    if (isRunning(child)) {
      child.kill('SIGTERM')
      const timer = setTimeout(() => child.kill('SIGKILL'), stopTimeoutMs)
      await exitOf(child)
      clearTimeout(timer)
    }
    await loop
  }

  return { name, ready, stop }
}

function start(parameters: SuperviseProcessParameters): ChildProcess {
  const file = fileURLToPath(import.meta.resolve(parameters.module))
  return spawn(
    process.execPath,
    [...process.execArgv, file, ...parameters.args],
    { stdio: ['pipe', 'pipe', 'pipe'] },
  )
}

async function readyLine(
  child: ChildProcess,
  { common, name }: SuperviseProcessParameters,
): Promise<Record<string, unknown>> {
  const said: string[] = []
  const { stdout, stderr } = child
  if (!stdout || !stderr) throw missingPipe(name)
  createInterface({ input: stderr }).on('line', (line) => {
    said.push(line)
    if (said.length > 20) said.shift()
    if (common.logger.isLevelEnabled('debug')) process.stderr.write(`${line}\n`)
  })
  const lines = createInterface({ input: stdout })
  const line = await Promise.race([
    once(lines, 'line').then(([text]) => String(text)),
    exitOf(child).then(() => undefined),
  ])
  if (line === undefined) throw startFailed(name, said)
  stdout.resume()
  return JSON.parse(line) as Record<string, unknown>
}

function isRunning(child: ChildProcess): boolean {
  return child.exitCode === null && child.signalCode === null
}

async function exitOf(child: ChildProcess): Promise<void> {
  if (isRunning(child)) await once(child, 'exit')
}

function startFailed(name: string, said: readonly string[]): SaharaError {
  return new SaharaError(
    `The ${name} did not start: ${said.at(-1) ?? 'it said nothing'}`,
    {
      code: 'SUPERVISOR_START_FAILED',
      hint: 'Read the message above; --data names another folder, --port another port.',
      details: { process: name },
    },
  )
}

function missingPipe(name: string): SaharaError {
  return new SaharaError(`The ${name} has no output pipe.`, {
    code: 'INTERNAL',
    hint: 'Please report it.',
  })
}
