import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

const parts = {
  supervisor: /\/cli\/src\/bin\.ts .*\b(start|network)\b/,
  chain: /\/chain\/src\/bin\.ts /,
  anvil: /^\S*\/anvil /,
  network: /\/network\/bin\.ts /,
  bridge: /\/bridge\/bin\.ts/,
  geth: /^\S*\/geth /,
  cometbft: /^\S*\/cometbft /,
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
  const noted = new Set(findNoted(folder))
  return output.split('\n').flatMap((line) => {
    const [, digits, command = ''] = /^\s*(\d+)\s+(.*)$/.exec(line) ?? []
    const pid = Number(digits)
    const names = Object.keys(parts) as PlatformPart[]
    const part = names.find((name) => parts[name].test(command))
    // What is noted may have ended, and its number be a stranger's.
    const isOurs = line.includes(folder) || (part && noted.has(pid))
    return isOurs ? [{ pid, part }] : []
  })
}

/**
 * Processes of the nodes of a network in a folder, by what the nodes note on
 * disk: their arguments name no folder. The end of a node leaves none.
 */
export function findNoted(folder: string): number[] {
  const chain = join(folder, 'chain')
  const nodes = existsSync(chain) ? readdirSync(chain) : []
  return nodes
    .map((name) => join(chain, name, 'children'))
    .filter((path) => existsSync(path))
    .flatMap((path) => readdirSync(path))
    .map((name) => Number.parseInt(name, 10))
}
