import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Readable } from 'node:stream'
import { SaharaError } from '@sahara/protocol'
import { anvilBinary } from './anvilBinary.ts'
import { createRpcClient, type RpcClient } from './createRpcClient.ts'
import { endChild, noteChild } from './orphans.ts'

/** One running anvil. */
export type Anvil = {
  pid: number
  rpc: RpcClient
  /** Settles when anvil has ended, for whatever reason. */
  ended: Promise<void>
  stop: () => Promise<void>
}

export type SpawnAnvilParameters = {
  chainId: number
  gasLimit: number
  hardfork: string
  /** The genesis to begin with, or the dump (and its time) to go on from. */
  from: { genesis: string } | { snapshot: string; timestamp: number }
  /** Where anvil may keep temporary files. */
  cacheFolder: string
  /** Where running children are noted. */
  childFolder: string
  callTimeoutMs: number
}

/**
 * Two shells between us and anvil. The inner one holds the other end of a pipe
 * and ends anvil when the pipe closes, which happens however we die; as
 * anvil's parent it can never hit a stranger with the same pid. It and anvil
 * are a process group of their own, made by the outer shell's job control, in
 * our session: Ctrl-C, which anvil would obey, must not reach it before we
 * have written down what it mined. The outer one only waits, so that we learn
 * of the inner one's death.
 */
const watchdog = [
  `trap '' HUP INT TERM; set -m`,
  `("$@" 3>&- & anvil=$!; echo "$anvil" >&3; exec >&- 3>&-; read -r _; kill -9 "$anvil"; wait "$anvil") &`,
  'exec >&- 3>&-; wait',
].join('\n')

/** States kept in memory; older ones only answer through logs and receipts. */
const statesInMemory = 64

/** Starts anvil on a port of the system's choice and waits until it listens. */
export async function spawnAnvil(
  parameters: SpawnAnvilParameters,
): Promise<Anvil> {
  const command = [anvilBinary(), ...anvilArguments(parameters)]
  const direct = process.platform === 'win32'
  const child = direct
    ? spawn(command[0] ?? '', command.slice(1), {
        stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
      })
    : spawn('bash', ['-c', watchdog, 'bash', ...command], {
        stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
      })
  const childExit = once(child, 'exit').then(
    () => undefined,
    () => undefined,
  )
  child.stdin?.on('error', () => {})

  const errors = collectTail(child.stderr)
  const output = child.stdout as Readable
  const outputEnd = once(output, 'end').then(() => undefined)
  const kill = (): void => {
    child.stdin?.destroy()
    if (direct) child.kill('SIGKILL')
  }

  const [port, pid] = await Promise.all([
    listeningPort(output),
    direct ? (child.pid ?? 0) : readPid(child),
  ]).catch(async (cause: unknown) => {
    kill()
    await childExit
    throw new SaharaError('The embedded chain did not start.', {
      code: 'CHAIN_UNREACHABLE',
      hint: 'Look at the output in the details; npm ci reinstalls it.',
      details: { output: errors() },
      cause,
    })
  })
  output.resume()
  await noteChild(parameters.childFolder, pid)

  const rpc = createRpcClient({ port, timeoutMs: parameters.callTimeoutMs })
  // The output ends with anvil, the child also when the watchdog was killed.
  const ended = Promise.race([outputEnd, childExit]).then(async () => {
    kill()
    await endChild(parameters.childFolder, pid)
    await Promise.all([outputEnd, childExit])
    rpc.close()
  })
  return {
    pid,
    rpc,
    ended,
    stop: () => {
      kill()
      return ended
    },
  }
}

function anvilArguments(parameters: SpawnAnvilParameters): string[] {
  const { from } = parameters
  return [
    ...['--host', '127.0.0.1', '--port', '0', '--no-cors'],
    ...['--accounts', '0', '--no-mining', '--order', 'fifo'],
    ...['--chain-id', String(parameters.chainId)],
    ...['--hardfork', parameters.hardfork],
    ...['--gas-limit', String(parameters.gasLimit), '--enable-tx-gas-limit'],
    ...['--prune-history', String(statesInMemory)],
    ...['--cache-path', parameters.cacheFolder],
    ...('genesis' in from
      ? ['--init', from.genesis]
      : // Without its time, anvil lets no block be older than its own start.
        ['--load-state', from.snapshot, '--timestamp', `${from.timestamp}`]),
  ]
}

async function listeningPort(output: Readable): Promise<number> {
  let text = ''
  for await (const chunk of output.iterator({ destroyOnReturn: false })) {
    text += chunk
    const port = /Listening on 127\.0\.0\.1:(\d+)/.exec(text)?.[1]
    if (port) return Number(port)
  }
  throw new SaharaError('anvil ended while it started.', {
    code: 'CHAIN_UNREACHABLE',
    hint: 'Look at its output; npm ci reinstalls it.',
  })
}

async function readPid(child: ChildProcess): Promise<number> {
  const pipe = child.stdio[3] as Readable
  let text = ''
  for await (const chunk of pipe) text += chunk
  return Number(text)
}

/** The last kilobytes a stream said, for error messages. */
function collectTail(stream: Readable | null): () => string {
  let text = ''
  stream?.on('data', (chunk: Buffer) => {
    text = (text + chunk.toString()).slice(-2_000)
  })
  return () => text.trim()
}
