// Run after `npm install` when package-lock.json changed. A registry that does
// not carry a platform's optional package leaves it out of the lock file, and
// then `npm ci` refuses the file everywhere. This adds such packages at the
// exact version their parent asks for; npm skips them on other platforms.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './setup.mjs'

const file = join(root, 'package-lock.json')
const lock = JSON.parse(readFileSync(file, 'utf8'))
const { packages } = lock

for (const [parent, entry] of Object.entries(packages))
  for (const [name, version] of Object.entries(
    entry.optionalDependencies ?? {},
  )) {
    const isLocked = Object.keys(packages).some((path) =>
      path.endsWith(`node_modules/${name}`),
    )
    if (isLocked) continue
    packages[`node_modules/${name}`] = {
      version,
      ...platformOf(name),
      ...(entry.dev ? { dev: true } : {}),
      optional: true,
    }
    process.stdout.write(`added ${name}@${version} for ${parent}\n`)
  }

lock.packages = Object.fromEntries(
  Object.entries(packages).sort(([a], [b]) => (a < b ? -1 : 1)),
)
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`)

function platformOf(name) {
  const os = ['android', 'darwin', 'linux', 'win32'].find((known) =>
    name.includes(known),
  )
  const cpu = name.includes('arm64') ? 'arm64' : 'x64'
  if (!os) throw new Error(`${name} names no platform; add it by hand`)
  return {
    cpu: [cpu],
    ...(name.includes('musl') ? { libc: ['musl'] } : {}),
    os: [os],
  }
}
