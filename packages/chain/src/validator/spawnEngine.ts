import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { type FileHandle, mkdir, open } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { endChild, noteChild } from '../anvil/orphans.ts'
import { nodePaths } from './nodeFile.ts'

/** One running process of a node. */
export type Engine = {
  pid: number
  /** What it prints, when that was asked for. */
  output: Readable | undefined
  /** Settles with its exit code when it has ended. */
  ended: Promise<number>
  /** Asks it to end, and makes it when it takes too long. */
  stop: () => Promise<void>
}

const patienceSeconds = 20

/**
 * A shell between us and the process. When its input ends, which happens
 * however we die, it asks the process to end, and after a while makes it; as
 * its parent it can never hit a stranger with the same pid. Both are a session
 * of their own: Ctrl-C reaches us, and we end them in order.
 */
const guard = `
exec 4<&0
"$@" </dev/null 3>&- 4<&- & child=$!
echo "$child" >&3; exec 3>&-
(read -r _ <&4; exec 4<&- >/dev/null 2>&1; kill -TERM "$child"; sleep ${patienceSeconds}; kill -KILL "$child") & reader=$!
wait "$child"; code=$?
kill "$reader" 2>/dev/null
exit "$code"`

/** Starts a process of a node, in the node's folder and with a log there. */
export async function spawnEngine(parameters: {
  directory: string
  name: string
  command: readonly string[]
  env?: NodeJS.ProcessEnv | undefined
  /** Whether the caller reads what it prints; else that goes to the log. */
  piped?: boolean
  /** Told each line it prints, which goes to the log as well. */
  onLine?: (line: string) => void
}): Promise<Engine> {
  const { directory, name, command, env, piped = false, onLine } = parameters
  const children = join(directory, nodePaths.children)
  const log = await openLog(join(directory, nodePaths.logs), name)
  let child: ChildProcess
  try {
    child = spawn('bash', ['-c', guard, name, ...command], {
      cwd: directory,
      detached: true,
      stdio: ['pipe', piped || onLine ? 'pipe' : log.fd, log.fd, 'pipe'],
      ...(env ? { env } : {}),
    })
    await once(child, 'spawn')
  } catch (error) {
    await log.close()
    throw error
  }
  if (onLine && child.stdout)
    void keepLines(child.stdout, log, onLine).catch(() => undefined)
  else await log.close()
  child.stdin?.on('error', () => {})
  const exited = once(child, 'exit').then(([code, signal]) =>
    code === null ? 128 + Number(signal !== null) : Number(code),
  )
  const pid = Number(await readAll(child.stdio[3] as Readable))
  await noteChild(children, pid)
  // Also when only the guard was killed.
  const ended = exited.then(async (code) => {
    await endChild(children, pid)
    return code
  })
  return {
    pid,
    output: child.stdout ?? undefined,
    ended,
    stop: async () => {
      child.stdin?.destroy()
      await ended
    },
  }
}

async function keepLines(
  output: Readable,
  log: FileHandle,
  onLine: (line: string) => void,
): Promise<void> {
  for await (const line of createInterface({ input: output })) {
    // A full disk must not end who reads: the process would end with the pipe.
    await log.appendFile(`${line}\n`).catch(() => undefined)
    onLine(line)
  }
  await log.close()
}

async function readAll(stream: Readable): Promise<string> {
  let text = ''
  for await (const chunk of stream) text += chunk
  return text
}

/** To append: `boundLogs` empties it meanwhile. */
async function openLog(folder: string, name: string) {
  await mkdir(folder, { recursive: true })
  return open(join(folder, `${name}.log`), 'a')
}
