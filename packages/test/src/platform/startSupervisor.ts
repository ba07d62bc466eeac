import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

export type Supervisor = {
  nodeUrl: string
  rpcUrl: string
  /** All that it printed. */
  ready: Record<string, unknown>
  /** Ctrl-C: the terminal sends SIGINT to the whole process group. */
  interrupt: () => void
  kill: () => void
  /** Resolves with exit code and signal when it has ended. */
  exited: Promise<[code: number | null, signal: string | null]>
}

export const saharaBin = fileURLToPath(
  new URL('../../../cli/src/bin.ts', import.meta.url),
)

/** `sahara start --empty`, as a user runs it; resolves when it is ready. */
export function startSupervisor(parameters: {
  folder: string
  port: number
}): Promise<Supervisor> {
  const { folder, port } = parameters
  return startCommand([
    ...['start', '--empty', '--data', folder],
    ...['--port', String(port)],
  ])
}

/** `sahara network`, likewise: the same platform on validators. */
export function startNetworkSupervisor(parameters: {
  folder: string
  port: number
  validators: number
}): Promise<Supervisor> {
  const { folder, port, validators } = parameters
  return startCommand([
    ...['network', '--validators', String(validators)],
    ...['--data', folder, '--port', String(port)],
  ])
}

/** A command that runs until Ctrl-C; resolves when it is ready. */
export async function startCommand(
  command: readonly string[],
): Promise<Supervisor> {
  const child = spawn(
    process.execPath,
    [
      ...['--conditions=source', '--disable-warning=ExperimentalWarning'],
      ...[saharaBin, '--json', ...command],
    ],
    // A process group like a terminal makes it.
    { stdio: ['ignore', 'pipe', 'pipe'], detached: true },
  )
  const exited = once(child, 'exit') as Supervisor['exited']
  let said = ''
  child.stderr.on('data', (chunk: Buffer) => {
    said = (said + chunk).slice(-4_000)
  })
  const [line] = await Promise.race([
    once(createInterface({ input: child.stdout }), 'line'),
    exited.then(() => {
      throw new TypeError(`the platform did not start: ${said}`)
    }),
  ])
  const ready = JSON.parse(String(line))
  const { pid } = child
  if (pid === undefined) throw new TypeError('the platform has no process')
  return {
    nodeUrl: ready.nodeUrl,
    rpcUrl: ready.rpcUrl,
    ready,
    exited,
    interrupt: () => process.kill(-pid, 'SIGINT'),
    kill: () => process.kill(pid, 'SIGKILL'),
  }
}
