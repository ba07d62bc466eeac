import { developerRoles } from '@sahara/protocol'
import { addVersion, createSaharaClient, publishAsset } from '@sahara/sdk'
import { accountAt, setupChain } from '@sahara/test'
import { toHex } from 'viem'
import { afterAll, describe, expect, test } from 'vitest'
import { fingerprintOf } from './fingerprintOf.ts'
import { openOperation } from './openOperation.ts'
import { openPublication } from './openPublication.ts'
import { openVersion } from './openVersion.ts'

const chain = await setupChain({ blockIntervalMs: 10 })
afterAll(chain.close)
const alice = accountAt(developerRoles.alice)
const clientOf = () => createSaharaClient({ rpcUrl: chain.url, account: alice })

const account = alice.address
const content = {
  kind: 'dataset' as const,
  metadata: toHex(2, { size: 32 }),
  commitment: toHex(3, { size: 32 }),
}

describe('openOperation', () => {
  const key = 'cli:pay:1'

  test('default: one id, until it is forgotten', async () => {
    const client = clientOf()
    const { id, forget } = await openOperation(client, key)
    expect(id).toMatch(/^0x[0-9a-f]{64}$/)
    expect((await openOperation(client, key)).id).toBe(id)
    expect((await openOperation(client, `${key}2`)).id).not.toBe(id)
    await forget()
    expect((await openOperation(client, key)).id).not.toBe(id)
  })

  test('error: JOURNAL_INVALID rather than to pay twice', async () => {
    const client = clientOf()
    await client.journal.set(key, '"0x1"')
    await expect(openOperation(client, key)).rejects.toMatchObject({
      code: 'JOURNAL_INVALID',
    })
  })
})

describe('openPublication', () => {
  const root = '/trips'

  test('default: the same command has the same salt, until it is forgotten', async () => {
    const client = clientOf()
    const open = (fingerprint: string) =>
      openPublication(client, { account, root, fingerprint })
    const first = await open('a')
    expect(first.isSent).toBe(false)
    expect(await open('a')).toMatchObject({ salt: first.salt, isSent: false })
    // Nothing was sent, so another command may take its place.
    expect((await open('b')).salt).not.toBe(first.salt)
    const { salt, assetId, forget } = await open('b')
    await publishAsset(client, { ...content, salt })
    expect(await open('b')).toMatchObject({ salt, assetId, isSent: true })
    await forget()
    expect((await open('b')).salt).not.toBe(salt)
  })

  test.each(['{"salt":', '{"salt":"0x1"}'])(
    'error: JOURNAL_INVALID for a damaged entry: %s',
    async (damaged) => {
      const client = clientOf()
      await client.journal.set(`cli:publish:${account}:${root}`, damaged)
      await expect(
        openPublication(client, { account, root, fingerprint: 'a' }),
      ).rejects.toMatchObject({ code: 'JOURNAL_INVALID' })
    },
  )

  test('error: INPUT_INVALID while another publication is on its way', async () => {
    const client = clientOf()
    const open = (fingerprint: string) =>
      openPublication(client, { account, root, fingerprint })
    const { assetId } = await open('a')
    // Where the SDK keeps a signed transaction until it is final.
    const key = `transaction:${account.toLowerCase()}:publish:${assetId}`
    await client.journal.set(key, '{}')
    expect(await open('a')).toMatchObject({ assetId, isSent: true })
    await expect(open('b')).rejects.toMatchObject({ code: 'INPUT_INVALID' })
  })
})

describe('openVersion', () => {
  test('behavior: goes on with a version, and never adds it twice', async () => {
    const client = clientOf()
    const { assetId } = await publishAsset(client, {
      ...content,
      salt: toHex(9, { size: 32 }),
    })
    const open = (fingerprint: string) =>
      openVersion(client, { account, assetId, fingerprint })
    const first = await open('a')
    expect(first.version).toBe(2)
    expect(await open('a')).toMatchObject({ version: 2, salt: first.salt })
    expect((await open('b')).salt).not.toBe(first.salt)

    const { metadata, commitment } = content
    await addVersion(client, { assetId, version: 2, metadata, commitment })
    const { version, forget } = await open('b')
    expect(version).toBe(2)
    await forget()
    expect(await open('b')).toMatchObject({ version: 3 })
  })
})

describe('fingerprintOf', () => {
  test('behavior: any change of the request or the files shows', () => {
    const file = { path: 'a', size: 1, modifiedAt: 1, stream: () => [] }
    const all = [
      fingerprintOf({ price: 1n }, [file]),
      fingerprintOf({ price: 2n }, [file]),
      fingerprintOf({ price: 1n }, [{ ...file, path: 'b' }]),
      fingerprintOf({ price: 1n }, [{ ...file, size: 2 }]),
      fingerprintOf({ price: 1n }, [{ ...file, modifiedAt: 2 }]),
      fingerprintOf({ price: 1n }, []),
    ]
    expect(new Set(all).size).toBe(all.length)
    expect(fingerprintOf({ price: 1n }, [file])).toBe(all[0])
  })
})
