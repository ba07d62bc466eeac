#!/usr/bin/env node
// `node contracts/coverage.mjs`: which lines and branches of the contracts no
// test of a single function reaches. Less than 98 % of the lines or 95 % of
// the branches is an error.
import { mkdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { forge, root } from './forge.mjs'

const least = { lines: 0.98, branches: 0.95 }
const report = 'contracts/cache/coverage/lcov.info'

mkdirSync(dirname(join(root, report)), { recursive: true })
forge(
  [
    'coverage',
    // Sequences reach everything, but say little of what they reached.
    ...['--no-match-path', '*{invariants,Gas}*'],
    // What is measured is compiled without the optimiser, so it is larger.
    ...['--no-match-test', 'test_code_fitsIntoATransaction'],
    ...['--report', 'lcov', '--report-file', report],
  ],
  {
    FOUNDRY_OUT: 'contracts/cache/coverage/out',
    FOUNDRY_CACHE_PATH: 'contracts/cache/coverage',
    FOUNDRY_GAS_LIMIT: '10000000000',
    FOUNDRY_FUZZ_RUNS: '32',
  },
)

const found = { lines: [], branches: [] }
let file = ''
for (const row of readFileSync(join(root, report), 'utf8').split('\n')) {
  const [kind, rest = ''] = row.split(/:(.*)/s)
  if (kind === 'SF') file = rest
  if (!file.startsWith('contracts/src/')) continue
  const fields = rest.split(',')
  const reached = !['0', '-'].includes(fields[kind === 'BRDA' ? 3 : 1])
  const one = { reached, place: `${file}:${fields[0]}` }
  if (kind === 'DA') found.lines.push(one)
  if (kind === 'BRDA') found.branches.push(one)
}
for (const [what, all] of Object.entries(found)) {
  const missed = all.filter(({ reached }) => !reached)
  const part = all.length === 0 ? 0 : 1 - missed.length / all.length
  process.stdout.write(
    `${what}: ${(part * 100).toFixed(2)} % of ${all.length}\n`,
  )
  for (const { place } of missed) process.stdout.write(`  ${place}\n`)
  if (part < least[what]) process.exitCode = 1
}
