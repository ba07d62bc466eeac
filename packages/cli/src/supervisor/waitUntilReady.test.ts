import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createCommon } from '@sahara/common'
import { expect, test } from 'vitest'
import { waitUntilReady } from './waitUntilReady.ts'

/** Waits for a node that says this of itself, by a clock that tells how long. */
async function wait(status: { ready: boolean; problem: string | null }) {
  const server = createServer((_, response) => {
    response.setHeader('content-type', 'application/json')
    response.end(
      JSON.stringify({
        ...{ chainId: 1, addresses: {}, block: 3, finalBlock: 9 },
        ...{ origins: [], faucet: false, ...status },
      }),
    )
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo
  let now = 0
  const clock = {
    now: () => now,
    sleep: async (ms: number) => {
      now += ms * 100
    },
  }
  const common = createCommon('test', { logLevel: 'silent', clock })
  try {
    await waitUntilReady({
      ...{ common, url: `http://127.0.0.1:${port}` },
      onStep: () => undefined,
    })
    return { error: undefined, waitedMs: now }
  } catch (error) {
    return { error, waitedMs: now }
  } finally {
    await new Promise((done) => server.close(done))
  }
}

test('default: ends once the node is ready', async () => {
  expect(await wait({ ready: true, problem: null })).toEqual({ waitedMs: 0 })
})

test('error: NODE_CHAIN_CHANGED at once, for that stays', async () => {
  const problem = 'NODE_CHAIN_CHANGED'
  expect(await wait({ ready: false, problem })).toMatchObject({
    error: { code: 'NODE_CHAIN_CHANGED' },
    waitedMs: 0,
  })
})

test('error: SUPERVISOR_START_FAILED for what may pass, after a while', async () => {
  const { error, waitedMs } = await wait({
    ...{ ready: false, problem: 'CHAIN_UNREACHABLE' },
  })
  expect(error).toMatchObject({ code: 'SUPERVISOR_START_FAILED' })
  expect(waitedMs).toBeGreaterThan(120_000)
})
