import type { LookupAddress, lookup } from 'node:dns'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createPublicFetch } from './createPublicFetch.ts'
import { isPublicAddress } from './isPublicAddress.ts'

let server: Server
let port: number
let asked = 0

beforeAll(async () => {
  server = createServer((request, response) => {
    asked += 1
    if (request.url === '/moved')
      response.writeHead(302, { location: '/' }).end()
    else response.end('hello')
  })
  await new Promise<void>((resolve) =>
    server.listen(0, '127.0.0.1', () => resolve()),
  )
  port = (server.address() as AddressInfo).port
})
afterAll(() => {
  server.close()
  server.closeAllConnections()
})

/** A name server that knows one answer. */
const resolver = (...addresses: string[]) =>
  ((_: string, __: object, callback: (e: null, a: LookupAddress[]) => void) =>
    callback(
      null,
      addresses.map((address) => ({
        address,
        family: address.includes(':') ? 6 : 4,
      })),
    )) as unknown as typeof lookup

const codeOf = async (run: Promise<unknown>) =>
  run.then(
    () => 'done',
    (error) => error.code,
  )

describe('createPublicFetch', () => {
  test('behavior: nothing on this machine or its network is asked', async () => {
    const open = createPublicFetch({ allowPrivate: false })
    const urls = [
      `http://127.0.0.1:${port}/`,
      `https://127.0.0.1:${port}/`,
      `https://localhost:${port}/`,
      `https://2130706433:${port}/`,
      `https://0x7f.1:${port}/`,
      `https://[::1]:${port}/`,
      `https://[::ffff:127.0.0.1]:${port}/`,
      'https://169.254.169.254/latest/meta-data',
      'https://10.0.0.1/',
      'https://[fd00::1]/',
      'http://example.com/',
      'file:///etc/passwd',
    ]
    for (const url of urls)
      expect(await codeOf(open.fetch(url)), url).toBe('NODE_UNREACHABLE')
    for (const addresses of [
      ['127.0.0.1'],
      ['192.168.1.1', '::1'],
      ['64:ff9b::7f00:1'],
      [],
    ]) {
      const lookup = resolver(...addresses)
      const rebound = createPublicFetch({ allowPrivate: false, lookup })
      const run = rebound.fetch(`https://stranger.example:${port}/`)
      expect(await codeOf(run), String(addresses)).toBe('NODE_UNREACHABLE')
    }
    expect(asked).toBe(0)
  })

  test('behavior: on local chains private addresses are, without redirects', async () => {
    const { fetch, close } = createPublicFetch({
      allowPrivate: true,
      lookup: resolver('127.0.0.1'),
    })
    const url = `http://stranger.example:${port}`
    expect(await (await fetch(url)).text()).toBe('hello')
    const moved = await fetch(`${url}/moved`)
    expect([moved.status, moved.ok]).toEqual([302, false])
    const head = await fetch(url, { method: 'HEAD' })
    expect([head.status, await head.text()]).toEqual([200, ''])
    expect(asked).toBe(3)
    await expect(
      fetch(url, { signal: AbortSignal.abort() }),
    ).rejects.toMatchObject({ name: 'AbortError' })
    close()
  })
})

describe('isPublicAddress', () => {
  test('default', () => {
    for (const address of ['1.1.1.1', '8.8.8.8', '2606:4700:4700::1111'])
      expect(isPublicAddress(address), address).toBe(true)
    for (const address of [
      '0.0.0.0',
      '100.64.0.1',
      '172.31.255.255',
      '198.18.0.1',
      '224.0.0.1',
      '255.255.255.255',
      '::',
      '::ffff:1.1.1.1',
      '64:ff9b::1.1.1.1',
      'fe80::1',
      '2002:7f00:1::',
      '2001::1',
      '2001:db8::1',
      'no address',
    ])
      expect(isPublicAddress(address), address).toBe(false)
  })
})
