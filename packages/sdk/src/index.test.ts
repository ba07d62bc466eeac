import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import * as sdk from './index.ts'
import * as light from './light/index.ts'
import * as node from './node/index.ts'

test('behavior: the README names all that is public, so nothing is by chance', async () => {
  const readme = await readFile(
    new URL('../README.md', import.meta.url),
    'utf8',
  )
  const said = new Set(readme.match(/\w+/g))
  const names = [sdk, light, node].flatMap((entry) => Object.keys(entry))
  expect(names.length).toBeGreaterThan(100)
  expect(names.filter((name) => !said.has(name))).toEqual([])
})
