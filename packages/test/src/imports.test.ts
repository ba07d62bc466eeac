import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'

const packagesFolder = fileURLToPath(new URL('../../', import.meta.url))

/** Which of our packages each package's code may import; see ARCHITECTURE.md. */
const allowed: Record<string, readonly string[]> = {
  protocol: [],
  common: ['protocol'],
  vault: ['protocol'],
  sdk: ['protocol', 'vault'],
  chain: ['protocol', 'common'],
  node: ['protocol', 'vault', 'sdk', 'common'],
  cli: ['protocol', 'vault', 'sdk', 'node', 'common'],
}

/** These must run in a browser: no Node module outside their `node/` folder. */
const browserSafe = ['protocol', 'vault', 'sdk']

type Import = { file: string; from: string; specifier: string }

function sourceFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => !file.endsWith('.test.ts'))
}

function importsOf(name: string): Import[] {
  return sourceFiles(join(packagesFolder, name, 'src')).flatMap((file) =>
    [
      ...readFileSync(file, 'utf8').matchAll(
        /(?:\bfrom|\bimport)\s*\(?\s*'([^']+)'/g,
      ),
    ].map(([, specifier]) => ({
      file: relative(packagesFolder, file),
      from: name,
      specifier: specifier!,
    })),
  )
}

const imports = Object.keys(allowed).flatMap(importsOf)

function packageOf(specifier: string): string | undefined {
  return /^@sahara\/([^/]+)/.exec(specifier)?.[1]
}

describe('imports', () => {
  test('behavior: the scan sees what it should judge', () => {
    expect(
      imports.some(({ specifier }) => specifier === '@sahara/protocol'),
    ).toBe(true)
  })

  test('behavior: packages import only what lies below them', () => {
    const forbidden = imports.filter(({ from, specifier }) => {
      const target = packageOf(specifier)
      return target !== undefined && !allowed[from]!.includes(target)
    })
    expect(forbidden).toEqual([])
  })

  test('behavior: no file reaches into another package by path', () => {
    const escaping = imports.filter(({ file, from, specifier }) => {
      if (!specifier.startsWith('.')) return false
      const target = join(packagesFolder, dirname(file), specifier)
      return relative(join(packagesFolder, from, 'src'), target).startsWith(
        '..',
      )
    })
    expect(escaping).toEqual([])
  })

  test('behavior: what runs in browsers imports no Node module', () => {
    const nodeOnly = imports.filter(
      ({ file, from, specifier }) =>
        browserSafe.includes(from) &&
        specifier.startsWith('node:') &&
        !/\/(node|genesis)\//.test(file),
    )
    expect(nodeOnly).toEqual([])
  })
})
