import { createHash } from 'node:crypto'
import {
  chmod,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  writeFile,
} from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import { systemClock } from '@sahara/common'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { buildEngine } from './buildEngine.ts'
import { type EngineSource, engineSources } from './engineSources.ts'
import { findEngine } from './findEngine.ts'
import { findGo } from './findGo.ts'

let scratch: string
beforeEach(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'sahara-engines-'))
})
afterEach(async () => {
  await rm(scratch, { recursive: true, force: true })
})

const hasGo = await findGo(process.env).then(
  () => true,
  () => false,
)
// Where CI runs, Go is there: without it these tests must fail, not hide.
const withGo = test.skipIf(!hasGo && !process.env.CI)

/** A module in a proxy made of files, as `go` reads any other. */
async function setup(): Promise<{
  source: EngineSource
  env: NodeJS.ProcessEnv
}> {
  const root = 'example.test/engine@v1.0.0'
  const files = {
    // Another program each time, or Go has it compiled already.
    [`${root}/cmd/engine/main.go`]: `package main\n\nfunc main() { println("${scratch}") }\n`,
    [`${root}/go.mod`]: 'module example.test/engine\n\ngo 1.21\n',
  }
  const versions = join(scratch, 'proxy', 'example.test', 'engine', '@v')
  await mkdir(versions, { recursive: true })
  await writeFile(join(versions, 'v1.0.0.info'), '{"Version":"v1.0.0"}')
  await writeFile(join(versions, 'v1.0.0.mod'), files[`${root}/go.mod`]!)
  await writeFile(join(versions, 'v1.0.0.zip'), toZip(files))
  return {
    source: {
      name: 'engine',
      module: 'example.test/engine',
      version: 'v1.0.0',
      program: './cmd/engine',
      sum: toModuleHash(files),
    },
    env: {
      ...process.env,
      GOPROXY: `file://${join(scratch, 'proxy')}`,
      GOMODCACHE: join(scratch, 'modules'),
      // Would refuse a module without sums, and must not reach the build.
      GOFLAGS: '-modcacherw',
    },
  }
}

/** Go's h1: of the sorted list of files with their SHA-256. */
function toModuleHash(files: Record<string, string>): string {
  const list = Object.keys(files)
    .sort()
    .map((name) => `${sha256(files[name]!).digest('hex')}  ${name}\n`)
  return `h1:${sha256(list.join('')).digest('base64')}`
}

const sha256 = (text: string) => createHash('sha256').update(text)

/** A zip archive that only stores. */
function toZip(files: Record<string, string>): Buffer {
  const parts: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const [name, text] of Object.entries(files)) {
    const data = Buffer.from(text)
    const header = Buffer.alloc(26)
    header.writeUInt16LE(20, 0)
    header.writeUInt32LE(crc32(data), 10)
    header.writeUInt32LE(data.length, 14)
    header.writeUInt32LE(data.length, 18)
    header.writeUInt16LE(Buffer.byteLength(name), 22)
    const local = Buffer.concat([
      Buffer.from('PK\u0003\u0004'),
      header,
      Buffer.from(name),
      data,
    ])
    const end = Buffer.alloc(14)
    end.writeUInt32LE(offset, 10)
    directory.push(
      Buffer.concat([
        Buffer.from('PK\u0001\u0002'),
        Buffer.from([20, 0]),
        header,
        end,
        Buffer.from(name),
      ]),
    )
    parts.push(local)
    offset += local.length
  }
  const central = Buffer.concat(directory)
  const tail = Buffer.alloc(22)
  tail.write('PK\u0005\u0006')
  tail.writeUInt16LE(directory.length, 8)
  tail.writeUInt16LE(directory.length, 10)
  tail.writeUInt32LE(central.length, 12)
  tail.writeUInt32LE(offset, 16)
  return Buffer.concat([...parts, central, tail])
}

/** A `go` that only says its version. */
async function goThatSays(version: string): Promise<NodeJS.ProcessEnv> {
  const file = join(scratch, 'go')
  await writeFile(file, `#!/bin/sh\necho ${version}\n`)
  await chmod(file, 0o755)
  return { PATH: scratch }
}

describe('buildEngine', () => {
  withGo(
    'default: builds once, and again when the file is damaged',
    async () => {
      const { source, env } = await setup()
      const folder = join(scratch, 'engines')
      const seen: number[] = []
      const parameters = {
        folder,
        source,
        env,
        clock: systemClock,
        onProgress: ({ done }: { done: number }) => void seen.push(done),
      }
      const [file, other] = await Promise.all([
        buildEngine(parameters),
        buildEngine(parameters),
      ])
      expect(other).toBe(file)
      expect(seen.length).toBeGreaterThan(0)
      const first = seen.length
      expect(await buildEngine({ ...parameters, env: {} })).toBe(file)
      expect(seen.length).toBe(first)

      await writeFile(file, 'half a program')
      expect(await findEngine(folder, source)).toBeUndefined()
      expect(await buildEngine(parameters)).toBe(file)
      expect((await readFile(file)).length).toBeGreaterThan(100_000)
      const names = await readdir(folder)
      expect(names.filter((name) => name.startsWith('partial-'))).toEqual([])
    },
  )

  withGo('error: ENGINES_SOURCE_WRONG, and nothing is built', async () => {
    const { source, env } = await setup()
    const folder = join(scratch, 'engines')
    const wrong = { ...source, sum: `${source.sum.slice(0, -2)}A=` }
    await expect(
      buildEngine({ folder, source: wrong, env, clock: systemClock }),
    ).rejects.toMatchObject({ code: 'ENGINES_SOURCE_WRONG' })
    expect(await findEngine(folder, wrong)).toBeUndefined()
  })

  withGo(
    'error: ENGINES_BUILD_FAILED, with what the compiler says',
    async () => {
      const { source, env } = await setup()
      const folder = join(scratch, 'engines')
      await expect(
        buildEngine({
          folder,
          source: { ...source, program: './cmd/other' },
          env,
          clock: systemClock,
        }),
      ).rejects.toMatchObject({
        code: 'ENGINES_BUILD_FAILED',
        details: { output: expect.stringContaining('cmd/other') },
      })
      expect(await readdir(folder)).toEqual(['locks'])
    },
  )
})

describe('findGo', () => {
  test('error: ENGINES_GO_MISSING', async () => {
    await expect(findGo({ PATH: scratch })).rejects.toMatchObject({
      code: 'ENGINES_GO_MISSING',
    })
  })

  test.for(['go1.24.13', 'go1.9'])(
    'error: ENGINES_GO_TOO_OLD, %s',
    async (version) => {
      const env = await goThatSays(version)
      await expect(findGo(env)).rejects.toMatchObject({
        code: 'ENGINES_GO_TOO_OLD',
        details: { version },
      })
    },
  )

  test.for(['go1.25.0', 'go1.26.8', 'go2.0', 'devel go1.27-abc'])(
    'default: %s is new enough',
    async (version) => {
      expect(await findGo(await goThatSays(version))).toBe(version)
    },
  )
})

test('behavior: engines are pinned by version and hash', () => {
  for (const { version, sum } of engineSources) {
    expect(version).toMatch(/^v\d+\.\d+\.\d+$/)
    expect(Buffer.from(sum.slice(3), 'base64').length).toBe(32)
  }
})
