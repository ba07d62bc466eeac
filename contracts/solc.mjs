#!/usr/bin/env node
// The Solidity compiler as forge wants it, from the `solc` package on npm:
// answers --version, and compiles standard JSON from stdin.
import { readFileSync } from 'node:fs'
import solc from 'solc'

if (process.argv.includes('--version')) {
  const version = solc.version().replace('.Emscripten.clang', '')
  process.stdout.write(`solc, the solidity compiler\nVersion: ${version}\n`)
} else {
  process.stdout.write(solc.compile(readFileSync(0, 'utf8')))
}
