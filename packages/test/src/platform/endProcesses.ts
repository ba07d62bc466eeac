import { setTimeout as delay } from 'node:timers/promises'
import { findProcesses } from './findProcesses.ts'

/** kill -9 of every process of a folder; resolves when none is left. */
export async function endProcesses(folder: string): Promise<void> {
  for (const { pid } of findProcesses(folder)) kill(pid)
  while (findProcesses(folder).length > 0) await delay(50)
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It ended with one that was killed before.
  }
}
