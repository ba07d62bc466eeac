import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { SaharaError } from '@sahara/protocol'

const run = promisify(execFile)
const oldest = { major: 1, minor: 25 }
const hint =
  'Install Go 1.25 or newer (https://go.dev/dl, or the package golang of your system) and run the command again. Only Sahara chain needs it; `npm start` does not.'

/**
 * The version of the Go on PATH, such as `go1.26.8`.
 *
 * @throws {SaharaError} `ENGINES_GO_MISSING`, `ENGINES_GO_TOO_OLD`
 */
export async function findGo(env: NodeJS.ProcessEnv): Promise<string> {
  const said = await run('go', ['env', 'GOVERSION'], {
    // Never fetch another compiler than the one of this machine.
    env: { ...env, GOTOOLCHAIN: 'local' },
  }).catch((cause: unknown) => {
    throw new SaharaError('Sahara chain is built with Go, and none is here.', {
      code: 'ENGINES_GO_MISSING',
      hint,
      cause,
    })
  })
  const version = said.stdout.trim()
  const [, major, minor] = /^go(\d+)\.(\d+)/.exec(version) ?? []
  // A development version names no number and is newer than all that do.
  const isOld =
    major !== undefined &&
    (Number(major) < oldest.major ||
      (Number(major) === oldest.major && Number(minor) < oldest.minor))
  if (!isOld) return version
  throw new SaharaError(`Sahara chain cannot be built with ${version}.`, {
    code: 'ENGINES_GO_TOO_OLD',
    hint,
    details: { version },
  })
}
