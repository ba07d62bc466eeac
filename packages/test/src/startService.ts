import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

export type ServiceProcess = {
  /** What the service printed when it was ready. */
  ready: Record<string, unknown>
  /** Ends it in order; after `kill` it only waits. */
  close: () => Promise<void>
  /** kill -9. */
  kill: () => Promise<void>
}

/**
 * Starts a service of the platform as a process, on a port of the system's
 * choice. However this process ends, the service ends with it.
 *
 * @param module import specifier of the process entry
 */
export async function startService(
  module: string,
  args: readonly string[],
): Promise<ServiceProcess> {
  const child = spawn(
    process.execPath,
    [
      '--conditions=source',
      '--disable-warning=ExperimentalWarning',
      fileURLToPath(import.meta.resolve(module)),
      ...args,
      ...['--port', '0', '--stop-with-parent'],
    ],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  )
  const exited = once(child, 'exit')
  const [line] = await Promise.race([
    once(createInterface({ input: child.stdout }), 'line'),
    exited.then(() => {
      throw new TypeError(`${module} did not start.`)
    }),
  ])
  async function end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    child.kill(signal)
    await exited
  }
  return {
    ready: JSON.parse(String(line)) as Record<string, unknown>,
    close: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
  }
}
