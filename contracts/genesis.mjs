#!/usr/bin/env node
// The genesis file of a chain, as anvil and geth read it: the contracts at
// their fixed addresses, and who has what.
//   node contracts/genesis.mjs CONFIG.json > genesis.json
// makes the one of a public network (contracts/README.md); the one of local
// chains comes from generate.mjs.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { forge, root } from './forge.mjs'

const script = 'contracts/script/Genesis.s.sol:Genesis'
const developerPart = 1_000_000n * 10n ** 18n

/** Anyone's deterministic deployments; the factory of Arachnid's design. */
const create2Factory = {
  address: '0x4e59b44847b379578588920ca78fbf26c0b4956c',
  code: '0x7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe03601600081602082378035828234f58015156039578182fd5b8082525050506014600cf3',
}

/** Many reads in one call; where every client looks for it. */
const multicall3Address = '0xca11bde05977b3631167028862be2a173976ca11'

if (import.meta.main) {
  const file = process.argv[2]
  if (!file) throw new TypeError('node contracts/genesis.mjs CONFIG.json')
  const config = JSON.parse(readFileSync(file, 'utf8'))
  forge(['build'])
  process.stdout.write(await genesisSource(config))
}

/**
 * The genesis file.
 *
 * @param config of a public network; none: of local chains
 */
export async function genesisSource(config) {
  forge([
    'script',
    script,
    '--sig',
    ...(config ? ['run(string)', JSON.stringify(config)] : ['run()']),
  ])
  const state = Object.entries(
    JSON.parse(
      readFileSync(join(root, 'contracts/out/genesis-state.json'), 'utf8'),
    ),
  ).map(([address, entry]) => [address.toLowerCase(), entry])
  const holders = config
    ? new Set(
        config.allocations
          .filter(({ coin }) => BigInt(coin) > 0n)
          .map(({ account }) => account.toLowerCase()),
      )
    : new Set(
        state
          .filter(([, { balance }]) => BigInt(balance ?? 0) === developerPart)
          .map(([address]) => address),
      )
  const alloc = {
    [create2Factory.address]: account(create2Factory.code, 1),
    [multicall3Address]: account(await multicall3Code(), 1),
  }
  for (const [address, { code, balance, storage }] of state.sort()) {
    if (address.startsWith('0x5a4a0000'))
      alloc[address] = account(code, 1, balance, storage)
    else if (holders.has(address))
      alloc[address] = account(undefined, 0, balance)
  }
  const genesis = {
    config: chainConfig(config?.chainId ?? 724272),
    // 2025-01-01T00:00:00Z is before any local chain's start.
    ...header(config?.timestamp ?? 1735689600),
    alloc,
  }
  return `${JSON.stringify(genesis, null, 2)}\n`
}

/** What viem's creation code of Multicall3 returns: all behind its 32 bytes. */
async function multicall3Code() {
  const viem = dirname(
    createRequire(import.meta.url).resolve('viem/package.json'),
  )
  const { multicall3Bytecode } = await import(
    join(viem, '_esm/constants/contracts.js')
  )
  return `0x${multicall3Bytecode.slice(2 + 2 * 32)}`
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

function chainConfig(chainId) {
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
    chainId,
    ...Object.fromEntries(atGenesis.map((fork) => [fork, 0])),
    terminalTotalDifficulty: 0,
    blobSchedule: {
      cancun: { target: 1, max: 1, baseFeeUpdateFraction: 3338477 },
      prague: { target: 1, max: 1, baseFeeUpdateFraction: 5007716 },
    },
  }
}

function header(timestamp) {
  return {
    nonce: '0x0',
    timestamp: `0x${timestamp.toString(16)}`,
    extraData: '0x',
    gasLimit: '0x7270e00', // 120,000,000
    difficulty: '0x0',
    mixHash: `0x${'0'.repeat(64)}`,
    coinbase: `0x${'0'.repeat(40)}`,
    baseFeePerGas: '0x3b9aca00',
  }
}
