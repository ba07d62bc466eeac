#!/usr/bin/env node
// `node contracts/test.mjs [ARGUMENT…]`: builds the contracts as they ship and
// runs `forge test ARGUMENT…` on just that code. The tests themselves are
// compiled without the optimiser, which would take three times as long and
// prove nothing.
import { spawnSync } from 'node:child_process'
import { forge, forgeBinary, root } from './forge.mjs'

forge(['build', 'contracts/src', 'contracts/script'])
const { status } = spawnSync(
  forgeBinary(),
  ['test', ...process.argv.slice(2)],
  {
    cwd: root,
    stdio: 'inherit',
    env: {
      ...process.env,
      CONTRACTS_OUT: 'contracts/out',
      FOUNDRY_OUT: 'contracts/cache/tests/out',
      FOUNDRY_CACHE_PATH: 'contracts/cache/tests',
      FOUNDRY_OPTIMIZER: 'false',
      // Long sequences of slower code.
      FOUNDRY_GAS_LIMIT: '10000000000',
    },
  },
)
process.exitCode = status ?? 1
