import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { createContext, Script } from 'node:vm'
import { build } from 'vite'
import { beforeAll, expect, test } from 'vitest'

const sdk = new URL('../../../sdk/', import.meta.url)
const entry = fileURLToPath(new URL('test/browserEntry.ts', sdk))
const vectors = new URL('test/vectors/network.json', sdk)

/** What a browser has, of what the SDK may use; nothing of Node. */
const web = {
  ...{ AbortController, AbortSignal, atob, btoa, clearTimeout, crypto, fetch },
  ...{ Headers, Request, Response, setTimeout, structuredClone },
  ...{ TextDecoder, TextEncoder, URL, URLSearchParams },
}

let code: string
beforeAll(async () => {
  const result = await build({
    configFile: false,
    logLevel: 'silent',
    resolve: { conditions: ['source', 'module', 'browser'] },
    build: {
      write: false,
      lib: { entry, name: 'light', formats: ['iife'], fileName: 'light' },
    },
  })
  const [first] = [result].flat()
  if (!first || !('output' in first)) throw new TypeError('nothing was built')
  code = first.output[0].code
}, 120_000)

test('default: the bundle has nothing of Node in it', () => {
  expect(code.length).toBeGreaterThan(10_000)
  expect(code).not.toMatch(/__vite-browser-external|["'`]node:|\brequire\(/)
})

test('default: it verifies where there is only what browsers have', async () => {
  const context = createContext({ ...web })
  new Script(code).runInContext(context)
  const text = await readFile(vectors, 'utf8')
  const told = JSON.parse(await context.light.verifyRecorded(text))
  const { sale, change } = JSON.parse(text)
  expect(told).toEqual({
    licence: sale.licence,
    balance: change.balance,
    lie: 'LIGHT_BLOCK_INVALID',
  })
})
