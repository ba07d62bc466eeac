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
import { buildTests, forge, forgeTest, root } from './forge.mjs'
import { keyOf, mutantsOf } from './mutants.mjs'

/** Source → contract in which it is. */
const money = {
  Revenue: 'Revenue',
  Lineage: 'Revenue',
  RevenueShares: 'RevenueShares',
  Licences: 'Licences',
  SaleLedger: 'Licences',
  PackedAccess: 'Licences',
  Escrow: 'Escrow',
  Exchange: 'Exchange',
}
const names = process.argv.slice(2)

forge(['build', 'contracts/src', 'contracts/script'])
buildTests()
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
for (const name of names.length > 0 ? names : Object.keys(money))
  open += test(name, money[name] ?? name)
rmSync(out, { recursive: true })
process.exitCode = open === 0 ? 0 : 1

/** @returns how many mutants of a source need a test or a reason */
function test(name, contract) {
  const path = pathOf(name)
  const artifact = join(out, `${contract}.sol/${contract}.json`)
  const whole = readFileSync(artifact)
  const mutants = mutantsOf(sources[path], asts[path].ast)
  writeFileSync(artifact, compile(path, sources[path], contract))
  if (isNoticed(name, path))
    throw new Error(`${name} fails its tests as it is.`)
  let noticed = 0
  let refused = 0 // by the compiler
  const alive = []
  for (const [index, mutant] of mutants.entries()) {
    process.stderr.write(
      `\r${name}: ${index + 1} of ${mutants.length}, ${alive.length} alive`,
    )
    const code = compile(path, mutant.source, contract)
    if (code) writeFileSync(artifact, code)
    if (!code) refused++
    else if (isNoticed(name, path)) noticed++
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

/** @returns the contract as forge keeps it; undefined if there is none */
function compile(path, source, contract) {
  const file = pathOf(contract)
  try {
    const { contracts } = analyse(
      { [file]: sources[file], [path]: source },
      { [file]: { [contract]: ['abi', 'evm.bytecode.object'] } },
    )
    const { abi, evm } = contracts[file][contract]
    return JSON.stringify({
      abi,
      bytecode: { object: `0x${evm.bytecode.object}` },
    })
  } catch {
    return undefined
  }
}

/**
 * By its own tests, its room's, or else by any. What it costs is not theirs,
 * nor its size: it is compiled without the optimiser.
 */
function isNoticed(name, path) {
  const room = `contracts/test/${basename(dirname(path))}`
  return (
    !passes(['--match-path', `${room}/${name}.t.sol`]) ||
    !passes(['--match-path', `${room}/*`]) ||
    !passes([
      ...['--no-match-contract', 'GasTest|Invariants'],
      ...['--no-match-test', 'test_code_fitsIntoATransaction'],
    ]) ||
    !passes(['--match-contract', 'Invariants'])
  )
}

function passes(args) {
  const status = forgeTest(['--fail-fast', ...args], {
    out: 'contracts/out/mutant',
    stdio: 'ignore',
    timeout: 300_000, // a loop without an end is noticed too
    env: { FOUNDRY_FUZZ_RUNS: '16', FOUNDRY_INVARIANT_RUNS: '4' },
  })
  return status === 0
}

function pathOf(name) {
  return Object.keys(sources).find((path) => basename(path) === `${name}.sol`)
}
