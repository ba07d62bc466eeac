import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = dirname(dirname(fileURLToPath(import.meta.url)))

/**
 * The path of the real forge. The `forge` command of npm is a wrapper that
 * ends with 0 whatever forge ended with: with it no failure would be seen.
 */
export function forgeBinary() {
  const scope = join(root, 'node_modules/@foundry-rs')
  // npm installs the one package that has a binary for this machine.
  const platform = readdirSync(scope).find((name) => name.startsWith('forge-'))
  if (!platform)
    throw new Error('There is no forge for this machine: npm ci installs it.')
  const file = process.platform === 'win32' ? 'forge.exe' : 'forge'
  return join(scope, platform, 'bin', file)
}

/** Runs forge at the root; its failure is ours, with what it said. */
export function forge(args) {
  const result = spawnSync(forgeBinary(), args, {
    cwd: root,
    encoding: 'utf8',
  })
  if (result.status === 0) return
  process.stderr.write(`${result.stdout}${result.stderr}`)
  process.exit(1)
}
