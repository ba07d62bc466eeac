import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { SaharaError } from '@sahara/protocol'

const platforms: Record<string, string> = {
  'darwin-arm64': 'darwin-arm64',
  'darwin-x64': 'darwin-amd64',
  'linux-arm64': 'linux-arm64',
  'linux-x64': 'linux-amd64',
  'win32-x64': 'win32-amd64',
}

/**
 * The path of the real anvil binary. The `anvil` command of npm is a wrapper
 * that spawns this one: its pid would not be anvil's.
 *
 * @throws {SaharaError} `CONFIG_INVALID`
 */
export function anvilBinary(): string {
  const platform = platforms[`${process.platform}-${process.arch}`]
  const file = process.platform === 'win32' ? 'anvil.exe' : 'anvil'
  if (!platform) throw missing()
  try {
    const resolve = createRequire(
      createRequire(import.meta.url).resolve('@foundry-rs/anvil/bin.mjs'),
    ).resolve
    const manifest = resolve(`@foundry-rs/anvil-${platform}/package.json`)
    return join(dirname(manifest), 'bin', file)
  } catch (cause) {
    throw missing(cause)
  }
}

function missing(cause?: unknown): SaharaError {
  return new SaharaError('The embedded chain has no binary here.', {
    code: 'CONFIG_INVALID',
    hint: 'Reinstall with optional dependencies (npm ci --include=optional).',
    details: { platform: process.platform, architecture: process.arch },
    cause,
  })
}
