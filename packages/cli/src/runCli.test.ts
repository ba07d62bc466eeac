import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { ageRecipientOf } from '@sahara/vault'
import { afterAll, describe, expect, test } from 'vitest'

const home = await mkdtemp(join(tmpdir(), 'sahara-cli-'))
const bin = fileURLToPath(new URL('./bin.ts', import.meta.url))
// A node that knows no asset, to see how its problems reach the shell.
const server = createServer((_, response) => {
  response.writeHead(404, { 'content-type': 'application/problem+json' })
  response.end(
    JSON.stringify({
      type: 'about:blank',
      title: 'No asset.',
      status: 404,
      code: 'ASSET_NOT_FOUND',
    }),
  )
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
          NODE_COMPILE_CACHE: join(home, 'compiled'),
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

/** Nothing listens there. */
const noChain = ['--rpc-url', 'http://127.0.0.1:1']

// Each command is a process of its own.
describe('sahara', { timeout: 240_000 }, () => {
  test('behavior: whoever reads no further sees no crash', async () => {
    const child = spawn(
      process.execPath,
      ['--conditions=source', bin, '--help'],
      { stdio: ['ignore', 'pipe', 'pipe'] },
    )
    child.stdout.destroy()
    const closed = once(child, 'close')
    expect(await text(child.stderr)).not.toContain('EPIPE')
    expect(await closed).toEqual([1, null])
  })

  test('default: makes an account that is in use and encrypted', async () => {
    const env = { SAHARA_PASSWORD: 'secret' }
    const made = await sahara(['id', 'create', 'alice', '--json'], env)
    expect(made).toMatchObject({ code: 0, stderr: '' })
    const { address, recipient } = JSON.parse(made.stdout)
    expect(recipient).toMatch(/^age1/)
    const shown = await sahara([...noChain, 'id', 'show', '--json'])
    expect(JSON.parse(shown.stdout.toLowerCase())).toMatchObject({
      address,
      recipient,
      balancewei: null,
    })
    const text = await readFile(join(home, 'keystore/alice.json'), 'utf8')
    expect(JSON.parse(text)).toMatchObject({ version: 3 })

    const again = await sahara(['id', 'create', 'alice'], env)
    expect(again).toMatchObject({ code: 2, stdout: '' })
    expect(await readFile(join(home, 'keystore/alice.json'), 'utf8')).toBe(text)
  })

  test('error: FILE_ACCESS_FAILED is no fault of ours', async () => {
    const file = join(home, 'file')
    await writeFile(file, '')
    const result = await sahara(['id', 'use', 'bob', '--home', file])
    expect(result).toMatchObject({ code: 1, stdout: '' })
    expect(result.stderr).toMatch(/^FILE_ACCESS_FAILED: ENOTDIR/)
  })

  test('error: INPUT_INVALID without a password', async () => {
    const result = await sahara(['id', 'create', 'bob'])
    expect(result.stderr).toMatch(/^INPUT_INVALID: No password/)
  })

  test('error: ASSET_NOT_FOUND as JSON on stderr, nothing on stdout', async () => {
    const result = await sahara(['show', `0x${'12'.repeat(32)}`, '--json'])
    expect(result).toMatchObject({ code: 1, stdout: '' })
    expect(JSON.parse(result.stderr)).toMatchObject({ code: 'ASSET_NOT_FOUND' })
  })

  test('error: NODE_UNREACHABLE when a flag wins over the environment', async () => {
    const result = await sahara(['search', '--node-url', 'http://127.0.0.1:1'])
    expect(result).toMatchObject({ code: 1 })
    expect(result.stderr).toMatch(/^NODE_UNREACHABLE/)
  })

  test('behavior: wrong use ends with 2, help with 0', async () => {
    const nonsense = await sahara(['nonsense'])
    expect(nonsense).toMatchObject({ code: 2 })
    expect(nonsense.stderr).toMatch(/^INPUT_INVALID: unknown command/)
    expect(await sahara(['buy', '0x12', '--yes'])).toMatchObject({ code: 2 })
    const asked = await sahara(['search', '--limit', 'x', '--json'])
    expect(asked).toMatchObject({ code: 2, stdout: '' })
    expect(JSON.parse(asked.stderr).code).toBe('INPUT_INVALID')
    const unknown = await sahara(['search', '--nonsense', '--json'])
    expect(JSON.parse(unknown.stderr).code).toBe('INPUT_INVALID')
    expect(await sahara(['--help'])).toMatchObject({ code: 0 })
  })

  test('behavior: a backup brings the account back with its identity', async () => {
    const env = { SAHARA_PASSWORD: 'secret' }
    const file = join(home, 'backup.json')
    const made = await sahara(['id', 'create', 'carol', '--json'], env)
    const use = ['--account', 'carol']
    expect(await sahara(['id', 'export', file, ...use], env)).toMatchObject({
      code: 0,
    })
    expect(await sahara(['id', 'export', file, ...use], env)).toMatchObject({
      code: 2,
    })
    const back = await sahara(
      ['id', 'import', 'back', '--keystore', file, '--json'],
      env,
    )
    const { address, recipient } = JSON.parse(made.stdout)
    expect(JSON.parse(back.stdout)).toEqual({
      name: 'back',
      address,
      recipient,
    })
    const wrong = await sahara(
      ['id', 'import', 'other', '--keystore', file, '--json'],
      { SAHARA_PASSWORD: 'wrong' },
    )
    expect(JSON.parse(wrong.stderr).code).toBe('KEYSTORE_PASSWORD_WRONG')

    const plain = join(home, 'identity.txt')
    await sahara(['id', 'export', plain, '--age', ...use], env)
    const [, identity = ''] = (await readFile(plain, 'utf8')).split('\n')
    expect(await ageRecipientOf(identity)).toBe(recipient)
    expect((await stat(plain)).mode & 0o077).toBe(0)
  })
})
