import { mkdtemp, open, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createTestClock } from '@sahara/test'
import { expect, test } from 'vitest'
import { quietLogger } from '../../test/fixtures.ts'
import { boundLogs } from './boundLogs.ts'

const full = 16 * 1024 * 1024 + 1
const minuteMs = 60_000

test('behavior: a full log is emptied while it is written, and kept once', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'sahara-logs-'))
  const path = join(folder, 'geth.log')
  const writer = await open(path, 'a')
  const clock = createTestClock()
  const stopping = new AbortController()
  try {
    await writer.appendFile('first')
    const bounding = boundLogs({
      ...{ folder, clock, logger: quietLogger },
      signal: stopping.signal,
    })
    for (const letter of ['a', 'b']) {
      await writer.appendFile(letter.repeat(full))
      await expect
        .poll(async () => {
          clock.advance(minuteMs)
          return (await writer.stat()).size
        })
        .toBe(0)
      await writer.appendFile('next')
      expect(await readFile(path, 'utf8')).toBe('next')
    }
    expect(await readdir(folder)).toEqual(['geth.log', 'geth.log.1'])
    const kept = await readFile(`${path}.1`, 'utf8')
    expect(kept).toBe(`next${'b'.repeat(full)}`)
    stopping.abort()
    await bounding
  } finally {
    await writer.close()
    await rm(folder, { recursive: true, force: true })
  }
})
