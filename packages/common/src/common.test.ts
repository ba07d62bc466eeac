import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import {
  createCommon,
  createLogger,
  describeError,
  lockFolder,
  writeFileAtomic,
} from './index.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sahara-common-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const lockModule = new URL('./lockFolder.ts', import.meta.url).href

function holdLockInChild(): ChildProcess {
  const program = `const { lockFolder } = await import(${JSON.stringify(lockModule)})
    globalThis.held = lockFolder(${JSON.stringify(folder)})
    process.stdout.write('held')
    setInterval(() => {}, 1000)`
  return spawn(
    process.execPath,
    ['--conditions=source', '--input-type=module', '-e', program],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
}

describe('lockFolder', () => {
  test('error: COMMON_FOLDER_IN_USE while another process holds it, free after kill -9', async () => {
    const holder = holdLockInChild()
    await once(holder.stdout!, 'data')
    expect(() => lockFolder(folder)).toThrowError(
      expect.objectContaining({ code: 'COMMON_FOLDER_IN_USE' }),
    )

    holder.kill('SIGKILL')
    await once(holder, 'exit')
    const lock = lockFolder(folder)
    lock.release()
    lock.release()
  })
})

describe('writeFileAtomic', () => {
  test('behavior: replaces the whole file and leaves nothing else', async () => {
    const path = join(folder, 'deep', 'state.json')
    await writeFileAtomic(path, 'a long first content')
    await writeFileAtomic(path, 'short')
    expect(await readFile(path, 'utf8')).toBe('short')
    expect(await readdir(join(folder, 'deep'))).toEqual(['state.json'])
  })
})

describe('createLogger', () => {
  test('behavior: censors secrets, and keeps the stack of errors', () => {
    const write = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
    createLogger('test').error({
      err: new TypeError('the reason'),
      token: 'secret-1',
      account: { privateKey: 'secret-2', name: 'alice' },
    })
    const line = String(write.mock.calls[0]?.[0])
    write.mockRestore()
    expect(line).toMatch(/the reason.*common\.test\.ts/)
    expect(line).toContain('alice')
    expect(line).not.toContain('secret-')
  })
})

describe('createShutdown', () => {
  test('behavior: runs every step once, last added first, past failures', async () => {
    const { shutdown } = createCommon('test', { logLevel: 'silent' })
    const order: string[] = []
    shutdown.add('first', () => void order.push('first'))
    shutdown.add('failing', () => Promise.reject(new Error('no')))
    shutdown.add('last', () => void order.push('last'))
    await Promise.all([shutdown.close(), shutdown.close()])
    expect(order).toEqual(['last', 'first'])
    expect(shutdown.signal.aborted).toBe(true)
  })
})

describe('describeError', () => {
  test('behavior: shows code and hint of ours', () => {
    expect(() => lockFolder(folder)).not.toThrow()
    try {
      lockFolder(folder)
    } catch (error) {
      expect(describeError(error)).toMatch(/^COMMON_FOLDER_IN_USE: .*--data/)
    }
  })
})
