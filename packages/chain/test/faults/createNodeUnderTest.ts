import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync, readdirSync } from 'node:fs'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Engines } from '../../src/engines/findEngines.ts'
import { readNodeFile } from '../../src/validator/nodeFile.ts'

const nodeFile = fileURLToPath(new URL('./nodeBin.ts', import.meta.url))

/** What of a node can be killed. */
export type Part = 'geth' | 'bridge' | 'cometbft' | 'supervisor'
export type Pids = Partial<Record<Part, number>>

/** Why a node does not run or go on, in the product's own words. */
export type Refusal = { code: string; message: string; hint?: string }

const closeMs = 40_000

export type NodeUnderTest = Awaited<ReturnType<typeof createNodeUnderTest>>

/**
 * One node with its supervisor in a process of its own. Its engines are the
 * unmodified ones, started through a script in which a row can set limits,
 * variables and flags of theirs.
 */
export async function createNodeUnderTest(parameters: {
  directory: string
  engines: Engines
  /** Flags for the whole life of the node. */
  flags: { geth: string; cometbft: string }
}) {
  const { directory, engines, flags } = parameters
  const file = await readNodeFile(directory)
  const wrap = join(directory, 'wrap')
  await mkdir(wrap, { recursive: true })
  await writeWrapper('geth')
  await writeWrapper('cometbft')

  let child: ChildProcess | undefined
  let lastId = 0
  let refusal: Refusal | undefined
  const waiting = new Map<number, (pids: Pids) => void>()

  /** `once` is read by one start, `always` by all until it is taken away. */
  async function writeWrapper(name: 'geth' | 'cometbft'): Promise<void> {
    const script = [
      '#!/bin/bash',
      `# geth's \`init\` has other flags.`,
      `if [ "$1" = init ]; then exec '${engines[name]}' "$@"; fi`,
      `flags='${flags[name]}'`,
      `always='${wrap}/${name}.always' once='${wrap}/${name}.once'`,
      '[ -f "$always" ] && . "$always"',
      '[ -f "$once" ] && . "$once" && rm -f "$once"',
      `exec '${engines[name]}' "$@" $flags`,
    ]
    await writeFile(join(wrap, name), `${script.join('\n')}\n`, { mode: 0o755 })
  }

  function ask(): Promise<Pids> {
    const id = ++lastId
    const { promise, resolve } = Promise.withResolvers<Pids>()
    waiting.set(id, resolve)
    child?.send({ id, ask: 'pids' }, () => {})
    return promise
  }

  async function start(env: NodeJS.ProcessEnv = {}): Promise<void> {
    refusal = undefined
    const log = openSync(join(directory, 'logs-of-supervisor.log'), 'a')
    const one = fork(
      nodeFile,
      [directory, join(wrap, 'geth'), join(wrap, 'cometbft')],
      {
        execArgv: [
          '--conditions=source',
          '--disable-warning=ExperimentalWarning',
        ],
        env: { ...process.env, ...env },
        stdio: ['ignore', log, log, 'ipc'],
        // Ctrl-C reaches us, and we end it.
        detached: true,
      },
    )
    closeSync(log)
    child = one
    one.on('error', () => {})
    one.on('exit', () => {
      if (child === one) child = undefined
      for (const resolve of waiting.values()) resolve({})
      waiting.clear()
    })
    const ready = Promise.withResolvers<void>()
    one.on(
      'message',
      (message: {
        id?: number
        pids?: Pids
        failed?: Refusal
        refused?: Refusal
        started?: true
      }) => {
        if (message.id !== undefined) {
          waiting.get(message.id)?.(message.pids ?? {})
          waiting.delete(message.id)
        }
        refusal = message.failed ?? message.refused ?? refusal
        if (message.started || message.refused) ready.resolve()
      },
    )
    await Promise.race([ready.promise, once(one, 'exit')])
  }

  async function pids(): Promise<Pids> {
    const supervisor = child?.pid
    if (supervisor === undefined) return {}
    return { ...(await ask()), supervisor }
  }

  function signalTo(pid: number | undefined, signal: NodeJS.Signals): void {
    if (pid === undefined) return
    try {
      process.kill(pid, signal)
    } catch {
      // It ended by itself.
    }
  }

  /** kill -9, all at once. */
  async function kill(...parts: Part[]): Promise<void> {
    const all = await pids()
    for (const part of parts) signalTo(all[part], 'SIGKILL')
    if (parts.includes('supervisor') && child) await once(child, 'exit')
  }

  return {
    name: file.name,
    directory,
    file,
    rpcUrl: `http://${file.host}:${file.ports.rpc}`,
    consensusUrl: `http://127.0.0.1:${file.ports.consensus}`,
    metricsUrl: `http://127.0.0.1:${file.ports.metrics}`,
    isRunning: () => child !== undefined,
    refusal: () => refusal,
    pids,
    start,
    kill,
    signal: async (part: Part, signal: NodeJS.Signals) =>
      signalTo((await pids())[part], signal),
    /** Lines of bash that run before an engine starts: limits, variables. */
    before: (
      name: 'geth' | 'cometbft',
      when: 'once' | 'always',
      text: string,
    ) => writeFile(join(wrap, `${name}.${when}`), `${text}\n`),
    undo: (name: 'geth' | 'cometbft') =>
      rm(join(wrap, `${name}.always`), { force: true }),
    /** In order, as an operator does. */
    stop: async () => {
      const one = child
      if (!one) return
      const ended = once(one, 'exit')
      one.send({ id: 0, ask: 'close' }, () => {})
      const timer = setTimeout(() => one.kill('SIGKILL'), closeMs)
      await ended
      clearTimeout(timer)
    },
    /** Whatever of it runs, however it was left. */
    destroy: async () => {
      const all = await Promise.race([
        pids(),
        new Promise<Pids>((resolve) => setTimeout(resolve, 2_000, {})),
      ])
      const noted = readChildren(directory)
      for (const pid of [child?.pid, ...Object.values(all), ...noted]) {
        signalTo(pid, 'SIGCONT')
        signalTo(pid, 'SIGKILL')
      }
    },
  }
}

function readChildren(directory: string): number[] {
  try {
    return readdirSync(join(directory, 'children')).map((name) =>
      Number.parseInt(name, 10),
    )
  } catch {
    return []
  }
}
