import { readFileSync } from 'node:fs'

const ticksPerSecond = 100
const pageBytes = 4_096

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
  }, 1_000)
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

function memoryOf(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => {
    const [, resident] = readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')
    return sum + Number(resident) * pageBytes
  }, 0)
}
