import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = dirname(dirname(fileURLToPath(import.meta.url)))

/**
 * The path of the real program. The `forge` command of npm is a wrapper that
 * ends with 0 whatever forge ended with: with it no failure would be seen.
 */
export function foundryBinary(name) {
  const scope = join(root, 'node_modules/@foundry-rs')
  // npm installs the one package that has a binary for this machine.
  const platform = readdirSync(scope).find((one) => one.startsWith(`${name}-`))
  if (!platform)
    throw new Error(`There is no ${name} for this machine: npm ci installs it.`)
  const file = process.platform === 'win32' ? `${name}.exe` : name
  return join(scope, platform, 'bin', file)
}

export const forgeBinary = () => foundryBinary('forge')

/** Tests have a folder of their own, see {@link forgeTest}. */
const asTests = {
  FOUNDRY_OUT: 'contracts/cache/tests/out',
  FOUNDRY_CACHE_PATH: 'contracts/cache/tests',
  FOUNDRY_OPTIMIZER: 'false',
}

/** Runs forge at the root; its failure is ours, with what it said. */
export function forge(args, env = {}) {
  const result = spawnSync(forgeBinary(), args, {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, ...env },
    maxBuffer: 64 * 1024 * 1024,
  })
  if (result.status === 0) return
  process.stderr.write(`${result.stdout}${result.stderr}`)
  process.exit(1)
}

/**
 * Runs forge's tests on code that is there already. The tests themselves are
 * compiled without the optimiser, which would take three times as long and
 * prove nothing.
 *
 * @param out folder of the code to test, below `contracts/out`
 * @returns the status forge ended with
 */
export function forgeTest(args, { out = 'contracts/out', ...options } = {}) {
  const { status } = spawnSync(forgeBinary(), ['test', ...args], {
    cwd: root,
    stdio: 'inherit',
    ...options,
    env: {
      ...process.env,
      ...options.env,
      ...asTests,
      CONTRACTS_OUT: out,
      // Long sequences of slower code.
      FOUNDRY_GAS_LIMIT: '10000000000',
    },
  })
  return status ?? 1
}

/**
 * Compiles all tests. With a filter forge asks the compiler, each time anew,
 * about every test that was never built; once all are, it starts in a second.
 */
export function buildTests() {
  forge(['build'], asTests)
}
