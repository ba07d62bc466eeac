#!/usr/bin/env node
// Deploys the protocol on a chain that was there before:
//   node contracts/deploy.mjs CONFIG.json --rpc-url URL [--broadcast --account NAME]
// What follows the file is for `forge script`; without --broadcast it only
// tries. Where everything is stands in contracts/out/deployment.json then.
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { forge, forgeBinary, root } from './forge.mjs'

const [file, ...options] = process.argv.slice(2)
if (!file || file.startsWith('-'))
  throw new TypeError('node contracts/deploy.mjs CONFIG.json --rpc-url URL …')
const script = 'contracts/script/Deploy.s.sol:Deploy'
const config = readFileSync(file, 'utf8')
forge(['build', 'contracts/src', 'contracts/script'])
// It may ask for the password of a key.
const { status } = spawnSync(
  forgeBinary(),
  ['script', script, '--sig', 'run(string)', config, ...options],
  { cwd: root, stdio: 'inherit' },
)
process.exitCode = status ?? 1
