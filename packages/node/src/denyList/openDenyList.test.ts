import { appendFile, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createLogger, systemClock } from '@sahara/common'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openDenyList } from './openDenyList.ts'

const first = 'bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku'
const second = 'bafybeihvvulpp4evxj7x7armbqcyg6uezzuig6jp3lktpbovlqfkuqeuoq'

let folder: string
let file: string
const open = () =>
  openDenyList({
    file,
    clock: systemClock,
    logger: createLogger('test', { level: 'silent' }),
  })

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sahara-deny-'))
  file = join(folder, 'list.deny')
})
afterAll(() => rm(folder, { recursive: true, force: true }))

describe('openDenyList', () => {
  test('behavior: follows its file, and stays as it was when that is damaged', async () => {
    await writeFile(file, `/ipfs/${first}\n`)
    const list = await open()
    const denied = async () => {
      await list.refresh()
      return [first, second].map(list.isDenied)
    }
    expect(await denied()).toEqual([true, false])
    await appendFile(file, `/ipfs/${second}\n!/ipfs/${first}\n`)
    expect(await denied()).toEqual([false, true])

    await writeFile(file, `version: 2\n---\n/ipfs/${first}\n`)
    expect(await denied()).toEqual([false, true])
    await rm(file)
    expect(await denied()).toEqual([false, true])

    await writeFile(`${file}.new`, '')
    await rename(`${file}.new`, file)
    expect(await denied()).toEqual([false, false])
  })

  test('error: CONFIG_INVALID when there is no list to begin with', async () => {
    await rm(file, { force: true })
    await expect(open()).rejects.toMatchObject({ code: 'CONFIG_INVALID' })
    await writeFile(file, 'version: 2\n---\n')
    await expect(open()).rejects.toMatchObject({ code: 'CONFIG_INVALID' })
  })
})
