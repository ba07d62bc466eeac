import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

/** Resident memory in MiB of processes, by their id; one that has ended is left out. */
export async function readMemory(
  pids: readonly number[],
): Promise<Map<number, number>> {
  const { stdout } = await promisify(execFile)('ps', [
    '-o',
    'pid=,rss=',
    '-p',
    pids.join(),
  ])
  return new Map(
    stdout
      .trim()
      .split('\n')
      .map((line) => line.trim().split(/\s+/).map(Number) as [number, number])
      .map(([pid, kilobytes]) => [pid, kilobytes / 1024]),
  )
}
