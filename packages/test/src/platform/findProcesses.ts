import { execFileSync } from 'node:child_process'

const parts = {
  supervisor: /\/cli\/src\/bin\.ts .*\bstart\b/,
  chain: /\/chain\/src\/bin\.ts /,
  anvil: /^\S*\/anvil /,
  node: /\/node\/src\/bin\.ts /,
  keeper: /\/keeper\/bin\.ts /,
} as const

/** The kinds of process a platform on one machine is made of. */
export type PlatformPart = keyof typeof parts

/**
 * All processes on this machine that were told to work in a folder, whoever
 * started them: a platform's own, and what it may have left behind.
 */
export function findProcesses(
  folder: string,
): { pid: number; part: PlatformPart | undefined }[] {
  const output = execFileSync('ps', ['-A', '-ww', '-o', 'pid=,args='], {
    encoding: 'utf8',
  })
  return output
    .split('\n')
    .filter((line) => line.includes(folder))
    .map((line) => {
      const [, pid, command = ''] = /^\s*(\d+)\s+(.*)$/.exec(line) ?? []
      const names = Object.keys(parts) as PlatformPart[]
      return {
        pid: Number(pid),
        part: names.find((name) => parts[name].test(command)),
      }
    })
}
