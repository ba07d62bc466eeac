import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { createFileJournal } from './createFileJournal.ts'

async function createFolder(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'sahara-journal-'))
  onTestFinished(() => rm(directory, { recursive: true }))
  return directory
}

describe('createFileJournal', () => {
  test('default: another journal of the folder finds what one kept', async () => {
    const directory = await createFolder()
    await createFileJournal({ directory }).set('buy/1', 'half done')
    await createFileJournal({ directory }).set('buy/1', 'sent')
    const journal = createFileJournal({ directory })
    expect(await journal.get('buy/1')).toBe('sent')
    await journal.delete('buy/1')
    await journal.delete('buy/1')
    expect(await journal.get('buy/1')).toBeUndefined()
    expect(await readdir(directory)).toEqual([])
  })

  test('error: JOURNAL_INVALID for a file cut short, and for one of another key', async () => {
    const directory = await createFolder()
    const journal = createFileJournal({ directory })
    await journal.set('buy/1', 'half done')
    const [name = ''] = await readdir(directory)
    const path = join(directory, name)
    const whole = await readFile(path, 'utf8')
    for (const text of [whole.slice(0, -1), whole.replace('buy/1', 'buy/2')]) {
      await writeFile(path, text)
      await expect(journal.get('buy/1')).rejects.toMatchObject({
        code: 'JOURNAL_INVALID',
      })
    }
  })
})
