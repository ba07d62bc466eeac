import { mkdtemp, readFile, rm, truncate } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { createReleaseLog } from './createReleaseLog.ts'

const folder = await mkdtemp(join(tmpdir(), 'sahara-releases-'))
afterAll(() => rm(folder, { recursive: true, force: true }))

const release = (requestHash: string) => ({
  at: '2026-01-01T00:00:00.000Z',
  requester: '0x',
  assetId: '0x',
  version: 1,
  context: '0',
  blockNumber: 1,
  requestHash,
})

test('behavior: a torn line spoils no other', async () => {
  const path = join(folder, 'releases.jsonl')
  const append = async (...hashes: string[]) => {
    const log = await createReleaseLog(path)
    for (const hash of hashes) await log.append(release(hash))
    await log.close()
  }
  await append('a', 'b')
  await append('c')
  const whole = await readFile(path, 'utf8')
  await truncate(path, whole.length - 9)
  await append('d')
  const lines = (await readFile(path, 'utf8')).trimEnd().split('\n')
  const [a, b, torn, d] = lines
  expect(lines).toHaveLength(4)
  expect([a, b, d].map((line) => JSON.parse(line!).requestHash)).toEqual([
    ...['a', 'b', 'd'],
  ])
  expect(() => JSON.parse(torn!)).toThrow()
})
