#!/usr/bin/env node
// Builds the contracts and writes what the packages need of them: ABIs as
// TypeScript, and the genesis file. With --check nothing is written and a
// stale file is an error.
import { spawnSync } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
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
}

const header =
  '// Made by contracts/generate.mjs from the contracts. Do not edit.\n'
const abiFolder = join(root, 'packages/protocol/src/abis/generated')
const genesisFile = join(root, 'packages/protocol/src/genesis/genesis.json')

/** Anyone's deterministic deployments; the factory of Arachnid's design. */
const create2Factory = {
  address: '0x4e59b44847b379578588920ca78fbf26c0b4956c',
  code: '0x7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe03601600081602082378035828234f58015156039578182fd5b8082525050506014600cf3',
}

forge(['build'])
const stale = []
mkdirSync(abiFolder, { recursive: true })
for (const [name, contract] of Object.entries(contracts))
  put(join(abiFolder, `${name}.ts`), abiSource(name, contract))
for (const file of readdirSync(abiFolder))
  if (!contracts[file.replace(/\.ts$/, '')]) stale.push(join(abiFolder, file))
put(genesisFile, genesisSource())

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

function genesisSource() {
  forge(['script', 'contracts/script/Genesis.s.sol:Genesis'])
  const state = JSON.parse(
    readFileSync(join(root, 'contracts/out/genesis-state.json'), 'utf8'),
  )
  const alloc = { [create2Factory.address]: account(create2Factory.code, 1) }
  for (const [address, entry] of Object.entries(state).sort()) {
    const isOurs = address.toLowerCase().startsWith('0x5a4a0000')
    const holdsCoin =
      BigInt(entry.balance ?? 0) === 1_000_000n * 10n ** 18n && !isOurs
    if (isOurs)
      alloc[address.toLowerCase()] = account(
        entry.code,
        1,
        entry.balance,
        entry.storage,
      )
    else if (holdsCoin)
      alloc[address.toLowerCase()] = account(undefined, 0, entry.balance)
  }
  return `${JSON.stringify({ config: chainConfig(), ...header0(), alloc }, null, 2)}\n`
}

function account(code, nonce, balance = '0x0', storage = {}) {
  const slots = Object.entries(storage).sort()
  return {
    balance,
    nonce: `0x${nonce.toString(16)}`,
    ...(code ? { code } : {}),
    ...(slots.length > 0 ? { storage: Object.fromEntries(slots) } : {}),
  }
}

function chainConfig() {
  const atGenesis = [
    'homesteadBlock',
    'eip150Block',
    'eip155Block',
    'eip158Block',
    'byzantiumBlock',
    'constantinopleBlock',
    'petersburgBlock',
    'istanbulBlock',
    'berlinBlock',
    'londonBlock',
    'mergeNetsplitBlock',
    'shanghaiTime',
    'cancunTime',
    'pragueTime',
    'osakaTime',
  ]
  return {
    chainId: 724272,
    ...Object.fromEntries(atGenesis.map((fork) => [fork, 0])),
    terminalTotalDifficulty: 0,
    blobSchedule: {
      cancun: { target: 1, max: 1, baseFeeUpdateFraction: 3338477 },
      prague: { target: 1, max: 1, baseFeeUpdateFraction: 5007716 },
    },
  }
}

function header0() {
  return {
    nonce: '0x0',
    timestamp: '0x67748580', // 2025-01-01T00:00:00Z, before any chain's start
    extraData: '0x',
    gasLimit: '0x7270e00', // 120,000,000
    difficulty: '0x0',
    mixHash: `0x${'0'.repeat(64)}`,
    coinbase: `0x${'0'.repeat(40)}`,
    baseFeePerGas: '0x3b9aca00',
  }
}

function put(file, content) {
  if (existsSync(file) && readFileSync(file, 'utf8') === content) return
  if (check) return void stale.push(file)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, content)
  process.stdout.write(`wrote ${relative(root, file)}\n`)
}

function forge(args) {
  const binary = join(root, 'node_modules/.bin/forge')
  const result = spawnSync(binary, args, { cwd: root, encoding: 'utf8' })
  if (result.status === 0) return
  process.stderr.write(result.stdout + result.stderr)
  process.exit(1)
}
