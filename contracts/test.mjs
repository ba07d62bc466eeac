#!/usr/bin/env node
// `node contracts/test.mjs [ARGUMENT…]`: builds the contracts as they ship and
// runs `forge test ARGUMENT…` on just that code.
import { forge, forgeTest } from './forge.mjs'

forge(['build', 'contracts/src', 'contracts/script'])
process.exitCode = forgeTest(process.argv.slice(2))
