import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'
import { saharaBin } from '../../platform/startSupervisor.ts'

export type Command = {
  kill: () => void
  /** How it ended; no code when it was killed. */
  ended: Promise<{ code: number | null; stdout: string; stderr: string }>
}

/** Runs one `sahara` command as a process, with its settings in `env`. */
export function startCommand(
  args: readonly string[],
  env: Record<string, string>,
): Command {
  const child = spawn(
    process.execPath,
    [
      ...['--conditions=source', '--disable-warning=ExperimentalWarning'],
      ...[saharaBin, '--json', ...args],
    ],
    {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )
  const closed = new Promise<number | null>((resolve) => {
    child.on('close', (code) => resolve(code))
  })
  return {
    kill: () => void child.kill('SIGKILL'),
    ended: Promise.all([closed, text(child.stdout), text(child.stderr)]).then(
      ([code, stdout, stderr]) => ({ code, stdout, stderr }),
    ),
  }
}
