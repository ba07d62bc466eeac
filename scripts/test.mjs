// `npm test`: sets up, then every check and both test runners. The last line
// is `N passed, N failed`, summed over vitest and forge. `--deep` runs more of
// what is random; `--quick` leaves out the acceptance tests and the
// networks, which start whole platforms and chains and take most of the time.
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { forgeBinary } from '../contracts/forge.mjs'
import { main, root, setup } from './setup.mjs'

const deep = process.argv.includes('--deep')
const quick = process.argv.includes('--quick')

await main(async () => {
  const { node, env } = setup()
  const path = `${join(root, 'node_modules', '.bin')}${delimiter}${env.PATH}`
  const context = { env: { ...env, PATH: path }, node }
  const scratch = mkdtempSync(join(tmpdir(), 'sahara-test-'))
  try {
    const checks = [
      await check(context, 'types', 'tsc', ['-b']),
      await check(context, 'types of the tests', 'tsc', [
        '-p',
        'tsconfig.tests.json',
      ]),
      await check(context, 'lint and format', 'biome', ['check', '.']),
      await check(context, 'contract format', forgeBinary(), [
        'fmt',
        '--check',
      ]),
      await check(
        context,
        'contract lint',
        forgeBinary(),
        ['lint', 'contracts/src', 'contracts/script', '--deny', 'warnings'],
        // It leaves artifacts without code, which must not be taken for ours.
        {
          env: {
            FOUNDRY_OUT: 'contracts/cache/lint/out',
            FOUNDRY_CACHE_PATH: 'contracts/cache/lint',
          },
        },
      ),
      await check(context, 'page of errors', node, [
        '--conditions=source',
        'scripts/documentErrors.mjs',
        '--check',
      ]),
      ...(quick ? [] : [await buildEngines(context)]),
    ]
    // Side by side: the compiler keeps one processor busy for minutes, while
    // most tests of the packages wait for processes and blocks.
    const [contracts, packages] = await Promise.all([
      checkContracts(context),
      runVitest(context, join(scratch, 'vitest.json')),
    ])
    const all = [...checks, ...contracts, packages]
    const passed = all.reduce((sum, one) => sum + one.passed, 0)
    const failed = all.reduce((sum, one) => sum + one.failed, 0)
    process.stdout.write(`${passed} passed, ${failed} failed\n`)
    return failed === 0 ? 0 : 1
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
})

/**
 * What the tests of Sahara chain run on. Without a Go to build it with they
 * are skipped, and say so; in CI that is a failure.
 */
async function buildEngines(context) {
  const { code, output } = await run(
    context,
    'engines',
    context.node,
    ['--conditions=source', 'packages/chain/src/engines/bin.ts'],
    { mayFail: true },
  )
  if (code === 0) return { passed: 1, failed: 0 }
  const hasNoGo = /^ENGINES_GO_/m.test(output)
  if (process.env.CI || !hasNoGo) return { passed: 0, failed: 1 }
  process.stdout.write('SKIPPED tests of Sahara chain: see the line above\n')
  return { passed: 0, failed: 0 }
}

/** In turn: the later ones find what the first one compiled. */
async function checkContracts(context) {
  const later = { later: true }
  return [
    await check(
      context,
      'generated files',
      context.node,
      ['contracts/generate.mjs', '--check'],
      later,
    ),
    // Not part of the run below: forge compares them in its own format only.
    await check(
      context,
      'gas snapshots',
      context.node,
      ['contracts/test.mjs', '--match-contract', 'GasTest'],
      { ...later, env: { FORGE_SNAPSHOT_CHECK: 'true' } },
    ),
    await check(
      context,
      'deployment on another chain',
      context.node,
      ['contracts/deploy.check.mjs'],
      later,
    ),
    await runForge(context),
    ...(deep
      ? [
          await check(
            context,
            'coverage of the contracts',
            context.node,
            ['contracts/coverage.mjs'],
            later,
          ),
        ]
      : []),
  ]
}

async function check(context, name, command, args, options) {
  const { code, output } = await run(context, name, command, args, options)
  if (code !== 0) process.stdout.write(output)
  return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1 }
}

async function runForge(context) {
  const { code, output } = await run(
    context,
    'contracts',
    context.node,
    ['contracts/test.mjs', '--json'],
    {
      later: true,
      env: deep ? { FOUNDRY_PROFILE: 'deep' } : {},
    },
  )
  const results = parseForge(output)
  for (const { name, status, reason } of results)
    if (status !== 'Success')
      process.stdout.write(`FAILED ${name}: ${reason ?? status}\n`)
  const passed = results.filter(({ status }) => status === 'Success').length
  const failed = results.length - passed
  if (results.length === 0) process.stdout.write(output)
  // A runner that died without naming a failed test is a failure all the same.
  return { passed, failed: failed === 0 && code !== 0 ? 1 : failed }
}

function parseForge(output) {
  const line = output.split('\n').find((text) => text.startsWith('{'))
  if (!line) return []
  return Object.entries(JSON.parse(line)).flatMap(([suite, { test_results }]) =>
    Object.entries(test_results).map(([name, { status, reason }]) => ({
      name: `${suite} ${name}`,
      status,
      reason,
    })),
  )
}

async function runVitest(context, file) {
  const { code } = await run(
    context,
    'packages',
    'vitest',
    [
      'run',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${file}`,
      ...(quick
        ? ['--exclude=src/acceptance/**', '--exclude=src/network/**']
        : []),
    ],
    // Longer sequences, more kills, and a validator that is away for longer.
    { env: deep ? { DEEP: '1' } : {} },
  )
  if (!existsSync(file)) return { passed: 0, failed: 1 }
  const report = JSON.parse(readFileSync(file, 'utf8'))
  const { numPassedTests: passed, numFailedTests: failed } = report
  for (const { assertionResults } of report.testResults)
    for (const { status, fullName } of assertionResults)
      if (status === 'skipped' || status === 'pending')
        process.stdout.write(`SKIPPED ${fullName}\n`)
  return { passed, failed: failed === 0 && code !== 0 ? 1 : failed }
}

/**
 * Runs a command and says how it ended.
 *
 * @param options.later keep what it says for the caller, since others talk now
 * @param options.mayFail show and keep what it says; the caller judges
 */
function run(context, name, command, args, options = {}) {
  const { later = false, mayFail = false, env = {} } = options
  if (!later) process.stdout.write(`\n— ${name}\n`)
  const started = Date.now()
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: root,
      env: { ...context.env, ...env },
      stdio:
        later || mayFail
          ? ['ignore', 'pipe', 'pipe']
          : ['ignore', 'inherit', 'inherit'],
    })
    let output = ''
    let errors = ''
    child.stdout?.on('data', (chunk) => {
      output += chunk
    })
    child.stderr?.on('data', (chunk) => {
      errors += chunk
      if (!mayFail) return
      output += chunk
      process.stdout.write(chunk)
    })
    child.on('error', (error) => {
      process.stdout.write(`${error.message}\n`)
      resolve({ code: 1, output })
    })
    child.on('close', (code) => {
      const seconds = ((Date.now() - started) / 1000).toFixed(1)
      process.stdout.write(
        `${code === 0 ? 'ok' : `${mayFail ? '' : errors}FAILED`}: ${name} (${seconds} s)\n`,
      )
      resolve({ code: code ?? 1, output })
    })
  })
}
