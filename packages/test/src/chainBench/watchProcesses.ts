import { readFileSync } from 'node:fs'

const ticksPerSecond = 100
/** Reading it takes a chain of twelve processes some 30 ms. */
const memoryEveryMs = 2_000

/** What processes took since they were watched. */
export type Usage = { cpuSeconds: number; peakBytes: number }

/** Watches processors and memory of processes (Linux). */
export function watchProcesses(pids: readonly number[]): {
  stop: () => Usage
} {
  const before = cpuOf(pids)
  let peakBytes = memoryOf(pids)
  const timer = setInterval(() => {
    peakBytes = Math.max(peakBytes, memoryOf(pids))
  }, memoryEveryMs)
  return {
    stop: () => {
      clearInterval(timer)
      return { cpuSeconds: cpuOf(pids) - before, peakBytes }
    },
  }
}

/** Whoever is gone has taken nothing: the bench says that it died. */
function cpuOf(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return sum + (Number(fields[11]) + Number(fields[12])) / ticksPerSecond
  }, 0)
}

/** Pages that several share, as those of one program, count once in all. */
function memoryOf(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => {
    const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8')
    return sum + Number(/^Pss:\s+(\d+) kB$/m.exec(text)?.[1]) * 1_024
  }, 0)
}
