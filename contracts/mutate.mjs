#!/usr/bin/env node
// `node contracts/mutate.mjs [CONTRACT…]`: mutation testing. Breaks a contract
// in one place, runs the tests on it, and says which breaks no test noticed.
// Of those that change nothing anyone could notice `mutants.json` says why;
// any other, and any reason that is needed no more, is an error.
import {
  cpSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { analyse, ownSources } from './analyse.mjs'
import { forge, forgeTest, root } from './forge.mjs'
import { keyOf, mutantsOf } from './mutants.mjs'

const money = ['Revenue', 'RevenueShares', 'Licences', 'Escrow', 'Exchange']
const names = process.argv.slice(2)

forge(['build', 'contracts/src', 'contracts/script'])
const built = join(root, 'contracts/out')
const copy = join(root, 'contracts/cache/mutant')
const out = join(built, 'mutant')
rmSync(out, { recursive: true, force: true })
cpSync(built, copy, { recursive: true })
renameSync(copy, out)
const sources = ownSources()
const reasons = JSON.parse(
  readFileSync(join(root, 'contracts/mutants.json'), 'utf8'),
)
const asts = analyse(sources, { '*': { '': ['ast'] } }).sources
let open = 0
for (const name of names.length > 0 ? names : money) open += test(name)
rmSync(out, { recursive: true })
process.exitCode = open === 0 ? 0 : 1

/** @returns how many mutants of a contract need a test or a reason */
function test(name) {
  const path = Object.keys(sources).find((p) => basename(p) === `${name}.sol`)
  const artifact = join(out, `${name}.sol/${name}.json`)
  const whole = readFileSync(artifact)
  const mutants = mutantsOf(sources[path], asts[path].ast)
  writeFileSync(artifact, compile(name, path, sources[path]))
  if (isNoticed(path)) throw new Error(`${name} fails its tests as it is.`)
  let noticed = 0
  let refused = 0 // by the compiler
  const alive = []
  for (const [index, mutant] of mutants.entries()) {
    process.stderr.write(
      `\r${name}: ${index + 1} of ${mutants.length}, ${alive.length} alive`,
    )
    const code = compile(name, path, mutant.source)
    if (code) writeFileSync(artifact, code)
    if (!code) refused++
    else if (isNoticed(path)) noticed++
    else alive.push(mutant)
  }
  writeFileSync(artifact, whole)
  process.stderr.write('\n')
  return report(name, path, mutants.length - refused, noticed, alive)
}

function report(name, path, count, noticed, alive) {
  const known = new Set((reasons[name] ?? []).map(keyOf))
  const living = new Set(alive.map(keyOf))
  const unexplained = alive.filter((mutant) => !known.has(keyOf(mutant)))
  const stale = [...known].filter((key) => !living.has(key))
  process.stdout.write(
    `${name}: ${count} mutants, ${noticed} noticed, ${alive.length} alive, ${unexplained.length} of them without a reason\n`,
  )
  for (const mutant of unexplained)
    process.stdout.write(`  ${path}:${mutant.line} ${keyOf(mutant)}\n`)
  for (const key of stale)
    process.stdout.write(`  needs its reason no longer: ${key}\n`)
  return unexplained.length + stale.length
}

function compile(name, path, source) {
  try {
    const { contracts } = analyse(
      { [path]: source },
      { [path]: { [name]: ['abi', 'evm.bytecode.object'] } },
    )
    const { abi, evm } = contracts[path][name]
    const bytecode = { object: `0x${evm.bytecode.object}` }
    return JSON.stringify({ abi, bytecode })
  } catch {
    return undefined
  }
}

/** By its own tests, or else by all. What it costs is not their matter. */
function isNoticed(path) {
  const room = basename(dirname(path))
  return (
    !passes(['--match-path', `contracts/test/${room}/*`], 16) ||
    !passes(['--no-match-contract', 'GasTest'], 256)
  )
}

function passes(args, runs) {
  const status = forgeTest(['--fail-fast', ...args], {
    out: 'contracts/out/mutant',
    stdio: 'ignore',
    timeout: 300_000, // a loop without an end is noticed too
    env: { FOUNDRY_FUZZ_RUNS: `${runs}` },
  })
  return status === 0
}
