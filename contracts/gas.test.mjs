import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const read = (path) => readFileSync(new URL(path, import.meta.url), 'utf8')

test('behavior: docs/gas.md says what was measured, of every action', () => {
  const rows = read('../docs/gas.md').matchAll(/^\| (.+?) \| ([\d,]+) \|/gm)
  const told = Object.fromEntries(
    [...rows].map(([, action, gas]) => [action, gas.replaceAll(',', '')]),
  )
  expect(told).toEqual(JSON.parse(read('snapshots/gas.json')))
})
