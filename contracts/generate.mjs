#!/usr/bin/env node
// Builds the contracts and writes what the packages need of them: ABIs as
// TypeScript, and the genesis file; and where upgradeable contracts keep their
// state, which no change may move; and their reference page, for which the
// interfaces must say everything. With --check nothing is written and a stale
// file is an error. --accept-layout moves state all the same: only while no
// network has any.
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { forge, root } from './forge.mjs'
import { genesisSource } from './genesis.mjs'
import { incompatibilities, readLayouts } from './layouts.mjs'
import { reference } from './reference.mjs'

const check = process.argv.includes('--check')

/** Export name → artifact. */
const contracts = {
  saharaToken: 'SaharaToken',
  nativeAdapter: 'NativeAdapter',
  accessManager: 'Authority',
  timelock: 'Timelock',
  parameters: 'Parameters',
  escrow: 'Escrow',
  assetRegistry: 'AssetRegistry',
  licences: 'Licences',
  revenue: 'Revenue',
  revenueShares: 'RevenueShares',
  keepers: 'Keepers',
  lockedVotes: 'LockedVotes',
  governor: 'SaharaGovernor',
  guardian: 'Guardian',
  saharaId: 'SaharaID',
  contributions: 'Contributions',
  validatorSet: 'ValidatorSet',
  exchange: 'Exchange',
  royaltySplitters: 'RoyaltySplitters',
  keyFaults: 'KeyFaults',
  policyFactory: 'PolicyFactory',
  membership: 'Membership',
}

const header =
  '// Made by contracts/generate.mjs from the contracts. Do not edit.\n'
const abiFolder = join(root, 'packages/protocol/src/abis/generated')
const genesisFile = join(root, 'packages/protocol/src/genesis/genesis.json')
const layoutsFile = join(root, 'contracts/layouts.json')

forge(['build', 'contracts/src', 'contracts/script'])
const stale = []
mkdirSync(abiFolder, { recursive: true })
for (const [name, contract] of Object.entries(contracts))
  put(join(abiFolder, `${name}.ts`), abiSource(name, contract))
for (const file of readdirSync(abiFolder))
  if (!contracts[file.replace(/\.ts$/, '')]) stale.push(join(abiFolder, file))
put(genesisFile, await genesisSource())
putLayouts()
putReference()

if (stale.length > 0) {
  process.stderr.write(
    `Stale, run node contracts/generate.mjs:\n${stale.map((file) => `  ${relative(root, file)}`).join('\n')}\n`,
  )
  process.exitCode = 1
}

function abiSource(name, contract) {
  const { abi } = artifact(contract)
  const items = abi
    .map((item) => JSON.stringify(withoutInternalTypes(item)))
    .sort()
  return `${header}export const ${name}Abi = [\n${items.map((item) => `  ${item},\n`).join('')}] as const\n`
}

function putLayouts() {
  const layouts = readLayouts()
  const problems =
    process.argv.includes('--accept-layout') || !existsSync(layoutsFile)
      ? []
      : incompatibilities(
          JSON.parse(readFileSync(layoutsFile, 'utf8')),
          layouts,
        )
  if (problems.length > 0) {
    process.stderr.write(
      `An upgrade would not find its state (--accept-layout while no network has any):\n${problems.map((problem) => `  ${problem}\n`).join('')}`,
    )
    process.exitCode = 1
  } else put(layoutsFile, `${JSON.stringify(layouts, null, 2)}\n`)
}

function putReference() {
  const { page, gaps } = reference()
  put(join(root, 'docs/contracts.md'), page)
  if (gaps.length === 0) return
  process.stderr.write(
    `Not said in the interfaces:\n${gaps.map((gap) => `  ${gap}\n`).join('')}`,
  )
  process.exitCode = 1
}

function artifact(contract) {
  const path = join(
    root,
    'contracts/out',
    `${contract}.sol`,
    `${contract}.json`,
  )
  return JSON.parse(readFileSync(path, 'utf8'))
}

function withoutInternalTypes(value) {
  if (Array.isArray(value)) return value.map(withoutInternalTypes)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => key !== 'internalType')
      .map(([key, inner]) => [key, withoutInternalTypes(inner)]),
  )
}

function put(file, content) {
  if (existsSync(file) && readFileSync(file, 'utf8') === content) return
  if (check) return void stale.push(file)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, content)
  process.stdout.write(`wrote ${relative(root, file)}\n`)
}
