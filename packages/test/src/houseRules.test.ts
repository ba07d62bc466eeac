import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { errorCodes } from '@sahara/protocol'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('../../../', import.meta.url))
const packages = join(root, 'packages')

/** A file that needs scrolling to understand is two files. */
const maxLines = 400

const permittedLicences = new Set([
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC0-1.0',
  'ISC',
  'MIT',
  'MPL-2.0',
  'OFL-1.1',
])

/** Whose manifest names no licence; what their repository says. */
const knownLicences: Record<string, string> = { memorystream: 'MIT' }

type Source = { name: string; text: string }

const toSource = (file: string): Source => ({
  name: relative(root, file),
  text: readFileSync(file, 'utf8'),
})

/** Production code: no tests, nothing generated, not this test package. */
const sources: Source[] = readdirSync(packages, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && entry.name !== 'test')
  .flatMap(({ name }) =>
    readdirSync(join(packages, name, 'src'), {
      recursive: true,
      withFileTypes: true,
    }),
  )
  .filter(({ name }) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
  .map(({ parentPath, name }) => join(parentPath, name))
  .filter((file) => !file.includes('/generated/'))
  .map(toSource)

const namesOf = (match: (source: Source) => boolean) =>
  sources.filter(match).map(({ name }) => name)

test('behavior: the scan sees what it should judge', () => {
  expect(sources.length).toBeGreaterThan(100)
})

test('behavior: only errors with a code are thrown', () => {
  const bare = /\bnew (?:Eval|Range|Reference|Syntax|Type)?Error\(/
  expect(namesOf(({ text }) => bare.test(text))).toEqual([])
})

/** The calls that make an error, with all they say. */
const errorsMade = sources.flatMap(({ name, text }) =>
  text
    .split('new SaharaError(')
    .slice(1)
    .map((rest) => {
      let depth = 1
      const end = [...rest].findIndex((character) => {
        depth += character === '(' ? 1 : character === ')' ? -1 : 0
        return depth === 0
      })
      return { name, call: rest.slice(0, end) }
    }),
)

test('behavior: every error says what to do about it', () => {
  const bare = errorsMade.filter(({ call }) => !/hint|\.\.\.reason/.test(call))
  expect(bare).toEqual([])
})

test('behavior: every code is given somewhere, and every documented one is known', () => {
  const isComment = (line: string) => /^\s*(?:\/\*)?\*/.test(line)
  const lines = sources
    .filter(({ name }) => !name.endsWith('/errorCodes.ts'))
    .flatMap(({ text }) => text.split('\n'))
  const code = lines.filter((line) => !isComment(line)).join('\n')
  const codes = Object.keys(errorCodes)
  expect(codes.filter((one) => !code.includes(`'${one}'`))).toEqual([])
  const documented = lines
    .filter(isComment)
    .flatMap((line) => [...line.matchAll(/`([A-Z]+(?:_[A-Z]+)+)`/g)])
    .map(([, one]) => one ?? '')
    .filter((one) => !one.startsWith('SAHARA_'))
  expect(documented.filter((one) => !(one in errorCodes))).toEqual([])
})

test('behavior: errors are logged where their stack is kept', () => {
  const hidden = /\blogger\.\w+\(\s*\{(?:[^}]*,)?\s*error\s*[,}]/
  expect(namesOf(({ text }) => hidden.test(text))).toEqual([])
})

test('behavior: nothing is exported by default', () => {
  expect(namesOf(({ text }) => /^export default /m.test(text))).toEqual([])
})

test('behavior: no file needs scrolling to understand', () => {
  const contracts = readdirSync(join(root, 'contracts'), { recursive: true })
    .map((name) => join(root, 'contracts', String(name)))
    .filter((file) => /\/contracts\/(?:src|script|test)\/.*\.sol$/.test(file))
    .map(toSource)
  expect(contracts.length).toBeGreaterThan(100)
  // What tests are made of, but not the tests.
  const rooms = readdirSync(join(packages, 'test/src'), { recursive: true })
    .map((name) => join(packages, 'test/src', String(name)))
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .map(toSource)
  expect(rooms.length).toBeGreaterThan(50)
  const tooLong = [...sources, ...contracts, ...rooms].filter(
    ({ text }) => text.split('\n').length > maxLines,
  )
  expect(tooLong.map(({ name }) => name)).toEqual([])
})

test('behavior: time and chance come from who can fake them', () => {
  const direct = /\b(?:Date\.now|Math\.random)\(/
  expect(namesOf(({ text }) => direct.test(text))).toEqual([
    'packages/common/src/clock.ts',
    'packages/sdk/src/createSaharaClient.ts',
  ])
})

test('behavior: every dependency has a licence we may pass on', () => {
  const { packages: locked } = JSON.parse(
    readFileSync(join(root, 'package-lock.json'), 'utf8'),
  ) as {
    packages: Record<
      string,
      { license?: string; link?: boolean; optional?: boolean }
    >
  }
  const foreign = Object.entries(locked).flatMap(([path, entry]) => {
    const name = path.split('node_modules/').at(-1) ?? ''
    // Binaries of other platforms are locked by name alone; that of this
    // platform, from the same release, says their licence.
    const isOtherPlatform = entry.optional && entry.license === undefined
    if (!path.includes('node_modules/') || entry.link || isOtherPlatform)
      return []
    const licence = entry.license ?? knownLicences[name] ?? 'none'
    const choices = licence.replace(/[()]/g, '').split(' OR ')
    return choices.some((choice) => permittedLicences.has(choice))
      ? []
      : [`${name}: ${licence}`]
  })
  expect(foreign).toEqual([])
})
