import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { endOrphans, noteChild } from './orphans.ts'
import { processStartTime } from './processStartTime.ts'

let folder: string
let child: ChildProcess
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sahara-orphans-'))
  child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'])
  await once(child, 'spawn')
})
afterEach(async () => {
  child.kill('SIGKILL')
  await rm(folder, { recursive: true, force: true })
})

describe('endOrphans', () => {
  test('default: ends a noted child and forgets it', async () => {
    const pid = child.pid as number
    await noteChild(folder, pid)
    const exit = once(child, 'exit')
    expect(await endOrphans(folder)).toEqual([pid])
    expect((await exit)[1]).toBe('SIGKILL')
    expect(await readdir(folder)).toEqual([])
    expect(processStartTime(pid)).toBeUndefined()
  })

  test('behavior: never ends a stranger that has the pid now', async () => {
    const pid = child.pid as number
    await writeFile(
      join(folder, `${pid}.json`),
      JSON.stringify({ pid, startTime: 'another boot:1' }),
    )
    await writeFile(join(folder, 'half.json'), '{"pid":')
    expect(await endOrphans(folder)).toEqual([])
    expect(child.exitCode).toBeNull()
    expect(processStartTime(pid)).toBeDefined()
    expect(await readdir(folder)).toEqual([])
  })
})
