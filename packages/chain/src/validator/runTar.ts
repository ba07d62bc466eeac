import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createReadStream, createWriteStream } from 'node:fs'
import { Transform } from 'node:stream'
import { text } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import { SaharaError } from '@sahara/protocol'

/** Told how many bytes of an archive are done, and of about how many. */
export type OnArchiveProgress = (bytes: number, totalBytes: number) => void

/**
 * Runs the system's tar.
 *
 * @throws {SaharaError} `FILE_ACCESS_FAILED` with what it said
 * @returns what it printed
 */
export async function runTar(args: readonly string[]): Promise<string> {
  const { child, ended } = await start(args)
  child.stdin.end()
  const [output] = await Promise.all([text(child.stdout), ended])
  return output
}

/**
 * Has tar write an archive.
 *
 * @param args what goes in
 * @param onBytes told how many bytes are written
 * @throws {SaharaError} `FILE_ACCESS_FAILED`
 */
export async function packTar(
  file: string,
  args: readonly string[],
  onBytes: (bytes: number) => void,
): Promise<void> {
  const { child, ended } = await start(['-cf', '-', ...args])
  child.stdin.end()
  await all(
    ended,
    pipeline(child.stdout, count(onBytes), createWriteStream(file)),
  )
}

/**
 * Has tar read an archive.
 *
 * @param args what comes out, and where to
 * @param onBytes told how many bytes are read
 * @throws {SaharaError} `FILE_ACCESS_FAILED`
 */
export async function unpackTar(
  file: string,
  args: readonly string[],
  onBytes: (bytes: number) => void,
): Promise<void> {
  const { child, ended } = await start(['-xf', '-', ...args])
  child.stdout.resume()
  await all(
    ended,
    pipeline(createReadStream(file), count(onBytes), child.stdin),
  )
}

/** What tar says comes first: a pipe breaks because it ended. */
async function all(ended: Promise<void>, piped: Promise<void>): Promise<void> {
  const [tar, pipe] = await Promise.allSettled([ended, piped])
  if (tar.status === 'rejected') throw tar.reason
  if (pipe.status === 'rejected')
    throw failed(String((pipe.reason as Error).message), pipe.reason)
}

function count(onBytes: (bytes: number) => void): Transform {
  let bytes = 0
  return new Transform({
    transform(chunk: Buffer, _, done) {
      bytes += chunk.length
      onBytes(bytes)
      done(null, chunk)
    },
  })
}

async function start(args: readonly string[]) {
  const child = spawn('tar', args, { stdio: ['pipe', 'pipe', 'pipe'] })
  await once(child, 'spawn').catch((cause: unknown) => {
    throw failed('it is not there', cause)
  })
  const ended = Promise.all([text(child.stderr), once(child, 'exit')]).then(
    ([said, [code]]) => {
      if (code !== 0) throw failed(said.trim().slice(-500))
    },
  )
  return { child, ended }
}

function failed(said: string, cause?: unknown): SaharaError {
  return new SaharaError(`tar could not do it: ${said}`, {
    code: 'FILE_ACCESS_FAILED',
    hint: 'Look for room on the disk, for the right to write there, and whether `tar` is installed.',
    cause,
  })
}
