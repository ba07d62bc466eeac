import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

export type Supervisor = {
  nodeUrl: string
  rpcUrl: string
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
export async function startSupervisor(parameters: {
  folder: string
  port: number
}): Promise<Supervisor> {
  const child = spawn(
    process.execPath,
    [
      ...['--conditions=source', '--disable-warning=ExperimentalWarning'],
      ...[saharaBin, '--json', 'start', '--empty'],
      ...['--data', parameters.folder, '--port', String(parameters.port)],
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
  const { nodeUrl, rpcUrl } = JSON.parse(String(line))
  const { pid } = child
  if (pid === undefined) throw new TypeError('the platform has no process')
  return {
    nodeUrl,
    rpcUrl,
    exited,
    interrupt: () => process.kill(-pid, 'SIGINT'),
    kill: () => process.kill(pid, 'SIGKILL'),
  }
}
