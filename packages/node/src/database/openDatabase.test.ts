import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { openDatabase } from './openDatabase.ts'

test('behavior: keeps its rows, and replaces a damaged folder', async () => {
  const root = await mkdtemp(join(tmpdir(), 'sahara-database-'))
  onTestFinished(() => rm(root, { recursive: true, force: true }))
  const directory = join(root, 'database')

  const first = await openDatabase(directory)
  expect(first.rebuilt).toBe(false)
  await first.database.exec('create table t (n int); insert into t values (7)')
  await first.database.close()

  const second = await openDatabase(directory)
  const { rows } = await second.database.query('select n from t')
  expect(rows).toEqual([{ n: 7 }])
  await second.database.close()

  await rm(join(directory, 'global'), { recursive: true })
  const third = await openDatabase(directory)
  expect(third.rebuilt).toBe(true)
  const tables = await third.database.query(
    "select 1 from pg_tables where tablename = 't'",
  )
  expect(tables.rows).toEqual([])
  await third.database.close()
})
