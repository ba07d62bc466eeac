import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, test } from 'vitest'

const home = await mkdtemp(join(tmpdir(), 'sahara-cli-'))
const bin = fileURLToPath(new URL('./bin.ts', import.meta.url))
// A node that knows no asset, to see how its problems reach the shell.
const server = createServer((_, response) => {
  response.writeHead(404, { 'content-type': 'application/problem+json' })
  response.end(JSON.stringify({ code: 'ASSET_NOT_FOUND', title: 'No asset.' }))
})
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
const address = server.address()
const port = typeof address === 'object' && address ? address.port : 0
afterAll(async () => {
  server.close()
  await rm(home, { recursive: true, force: true })
})

type Result = { code: number; stdout: string; stderr: string }

function sahara(args: string[], env: NodeJS.ProcessEnv = {}): Promise<Result> {
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      ['--conditions=source', bin, ...args],
      {
        env: {
          ...process.env,
          SAHARA_HOME: home,
          SAHARA_NODE_URL: `http://127.0.0.1:${port}`,
          ...env,
        },
      },
      (error, stdout, stderr) =>
        resolve({ code: Number(error?.code ?? 0), stdout, stderr }),
    )
    child.stdin?.end()
  })
}

describe('sahara', () => {
  test('default: makes an account that is in use and encrypted', async () => {
    const env = { SAHARA_PASSWORD: 'secret' }
    const made = await sahara(['id', 'create', 'alice', '--json'], env)
    expect(made).toMatchObject({ code: 0, stderr: '' })
    const shown = await sahara(['id', 'show'])
    expect(shown.stdout.trim().toLowerCase()).toBe(
      JSON.parse(made.stdout).address,
    )
    const text = await readFile(join(home, 'keystore/alice.json'), 'utf8')
    expect(JSON.parse(text)).toMatchObject({ version: 3 })

    const again = await sahara(['id', 'create', 'alice'], env)
    expect(again).toMatchObject({ code: 2, stdout: '' })
    expect(await readFile(join(home, 'keystore/alice.json'), 'utf8')).toBe(text)
  })

  test('error: INPUT_INVALID without a password', async () => {
    const result = await sahara(['id', 'create', 'bob'])
    expect(result.stderr).toMatch(/^INPUT_INVALID: No password/)
  })

  test('error: ASSET_NOT_FOUND as JSON on stderr, nothing on stdout', async () => {
    const result = await sahara(['show', '0x12', '--json'])
    expect(result).toMatchObject({ code: 1, stdout: '' })
    expect(JSON.parse(result.stderr)).toMatchObject({ code: 'ASSET_NOT_FOUND' })
  })

  test('error: NODE_UNREACHABLE when a flag wins over the environment', async () => {
    const result = await sahara(['search', '--node-url', 'http://127.0.0.1:1'])
    expect(result).toMatchObject({ code: 1 })
    expect(result.stderr).toMatch(/^NODE_UNREACHABLE/)
  })

  test('behavior: wrong use ends with 2, help with 0', async () => {
    expect(await sahara(['nonsense'])).toMatchObject({ code: 2 })
    expect(await sahara(['buy', '0x12', '--yes'])).toMatchObject({ code: 2 })
    expect(await sahara(['--help'])).toMatchObject({ code: 0 })
  })
})
