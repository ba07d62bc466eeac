// Reads the contracts with the compiler, without making code: for checks of
// what forge's artifacts do not say.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import solc from 'solc'
import { root } from './forge.mjs'

/** As in foundry.toml. */
const remappings = [
  '@openzeppelin/contracts/=node_modules/@openzeppelin/contracts/',
  '@openzeppelin/contracts-upgradeable/=node_modules/@openzeppelin/contracts-upgradeable/',
  'solady/=node_modules/solady/src/',
]

/** All contracts of ours, by their path from the root. */
export function ownSources() {
  return Object.fromEntries(
    readdirSync(join(root, 'contracts/src'), { recursive: true })
      .filter((path) => path.endsWith('.sol'))
      .map((path) => `contracts/src/${path}`)
      .sort()
      .map((path) => [path, readFileSync(join(root, path), 'utf8')]),
  )
}

/**
 * What the compiler says of these sources.
 *
 * @param sources content by path from the root
 * @param outputSelection see the compiler's JSON description
 */
export function analyse(sources, outputSelection) {
  const input = {
    language: 'Solidity',
    sources: Object.fromEntries(
      Object.entries(sources).map(([path, content]) => [path, { content }]),
    ),
    settings: { remappings, evmVersion: 'prague', outputSelection },
  }
  const output = JSON.parse(
    solc.compile(JSON.stringify(input), { import: read }),
  )
  const errors = (output.errors ?? []).filter(
    ({ severity }) => severity === 'error',
  )
  if (errors.length > 0)
    throw new Error(
      errors.map(({ formattedMessage }) => formattedMessage).join('\n'),
    )
  return output
}

/** Every node of a syntax tree, parents first. */
export function* nodesOf(node) {
  if (Array.isArray(node)) {
    for (const inner of node) yield* nodesOf(inner)
  } else if (typeof node === 'object' && node !== null) {
    if (typeof node.nodeType === 'string') yield node
    for (const inner of Object.values(node)) yield* nodesOf(inner)
  }
}

function read(path) {
  const file = join(root, path)
  return existsSync(file)
    ? { contents: readFileSync(file, 'utf8') }
    : { error: `${path} is not there` }
}
