import { existsSync, readdirSync, readFileSync } from 'node:fs'
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
        /(?:\bfrom\s*|\bimport\s*\(?\s*)'([\w@./:-]+)'/g,
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

  test('behavior: no file imports itself through others, types included', () => {
    const edges = new Map<string, string[]>()
    for (const { file, specifier } of imports)
      if (specifier.startsWith('.')) {
        const target = join(dirname(file), specifier)
        edges.set(file, [...(edges.get(file) ?? []), target])
      }
    const done = new Set<string>()
    const cycles: string[] = []
    const visit = (file: string, path: string[]): void => {
      if (path.includes(file))
        cycles.push([...path.slice(path.indexOf(file)), file].join(' → '))
      if (done.has(file) || path.includes(file)) return
      for (const next of edges.get(file) ?? []) visit(next, [...path, file])
      done.add(file)
    }
    for (const file of edges.keys()) visit(file, [])
    expect(cycles).toEqual([])
  })
})

describe('manifests', () => {
  const manifests = Object.keys(allowed).map((name) => {
    const file = join(packagesFolder, name, 'package.json')
    const { dependencies = {}, exports } = JSON.parse(
      readFileSync(file, 'utf8'),
    ) as {
      dependencies?: Record<string, string>
      exports: Record<string, string | { source: string }>
    }
    return { name, dependencies, exports }
  })

  const nameOf = (specifier: string) =>
    specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/')

  test('behavior: what is imported is declared, and what is declared is used', () => {
    for (const { name, dependencies } of manifests) {
      const named = sourceFiles(join(packagesFolder, name, 'src')).flatMap(
        (file) => [
          ...readFileSync(file, 'utf8').matchAll(
            // Some are only resolved: binaries, data, processes to start.
            /'((?:@[a-z\d-]+\/)?[a-z][a-z\d-]*)(?:\/[^']*)?'/g,
          ),
        ],
      )
      const used = new Set(named.map(([, one]) => one))
      const unused = Object.keys(dependencies).filter((one) => !used.has(one))
      const undeclared = imports
        .filter(({ from }) => from === name)
        .map(({ specifier }) => specifier)
        .filter((one) => !one.startsWith('.') && !one.startsWith('node:'))
        .map(nameOf)
        .filter((one) => !(one in dependencies))
      expect({ name, unused, undeclared }).toEqual({
        name,
        unused: [],
        undeclared: [],
      })
    }
  })

  test('behavior: every entry point has its source', () => {
    const missing = manifests.flatMap(({ name, exports }) =>
      Object.values(exports)
        .map((entry) => (typeof entry === 'string' ? entry : entry.source))
        .map((path) => join(packagesFolder, name, path))
        .filter((path) => !existsSync(path)),
    )
    expect(missing).toEqual([])
  })
})
