import { base64 } from '@scure/base'
import { type Hex, hashTypedData, keccak256 } from 'viem'
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
import { describe, expect, test } from 'vitest'
import { encryptTo } from '../sealing/encryptTo.ts'
import { commitKeyShares } from './commitKeyShares.ts'
import { type CommittedKeys, commitmentRootOf } from './commitmentTree.ts'
import {
  answerTypedData,
  type RequestAnswer,
  requestBodySchema,
  requestTypedData,
} from './keeperMessages.ts'
import { requestKeyShares } from './requestKeyShares.ts'
import { type KeyShare, splitContentKey } from './splitContentKey.ts'

const chainId = 724272
const keepers = [1, 2, 3].map((i) => ({
  account: privateKeyToAccount(generatePrivateKey()),
  endpoint: `http://keeper-${i}.invalid`,
}))
const requester = privateKeyToAccount(generatePrivateKey())
const key = crypto.getRandomValues(new Uint8Array(32))

/** What a keeper may do wrong; it signs whatever comes of it. */
type Fault = {
  message?: Partial<RequestAnswer['message']>
  /** Given instead of its key share. */
  value?: Uint8Array
  /** Sealed to someone else. */
  recipient?: string
  /** Done to the answer after it was signed: by others on the way. */
  onTheWay?: (answer: RequestAnswer) => RequestAnswer
}

function deal(of: Uint8Array, shares: readonly KeyShare[]): CommittedKeys {
  return commitKeyShares({
    assetId: `0x${'ab'.repeat(32)}`,
    version: 1,
    manifest: 'bafkreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa4s52zy',
    threshold: 2,
    key: of,
    shares,
    keepers: keepers.map(({ account }) => ({ ...account, epoch: 1 })),
  })
}

/** Asks three keepers, of which some have faults, by their number from 0. */
async function ask(
  faults: Record<number, Fault>,
  block: CommittedKeys,
  shares: readonly KeyShare[],
) {
  const fetch = async (url: string | URL | Request, init?: RequestInit) => {
    const at = keepers.findIndex(({ endpoint }) =>
      String(url).startsWith(endpoint),
    )
    const fault = faults[at] ?? {}
    const { account } = keepers[at]!
    const { message } = requestBodySchema.parse(JSON.parse(String(init?.body)))
    const sealed = await encryptTo(
      fault.recipient ?? message.recipient,
      fault.value ?? shares[at]!.value,
    )
    const answer: RequestAnswer['message'] = {
      requestHash: hashTypedData(requestTypedData(chainId, message)),
      assetId: message.assetId,
      version: message.version,
      index: at + 1,
      shareHash: block.keyShares[at]!.hash as Hex,
      sealedHash: keccak256(sealed),
      blockNumber: 1,
      ...fault.message,
    }
    const signed: RequestAnswer = {
      message: answer,
      sealed: base64.encode(sealed),
      signature: await account.signTypedData(answerTypedData(chainId, answer)),
    }
    return Response.json(fault.onTheWay?.(signed) ?? signed)
  }
  return requestKeyShares({
    block,
    commitment: commitmentRootOf(block),
    keepers: keepers.map(({ account, endpoint }) => ({
      address: account.address,
      endpoint,
    })),
    account: requester,
    chainId,
    fetch: fetch as typeof globalThis.fetch,
    graceMs: 30_000,
  })
}

const shares = await splitContentKey({ key, threshold: 2, count: 3 })
const block = deal(key, shares)
const other = `0x${'0c'.repeat(32)}` as const
const liarOf = (at: number) => keepers[at]!.account.address.toLowerCase()

const lies: Record<string, Fault> = {
  'another asset': { message: { assetId: other } },
  'another version': { message: { version: 2 } },
  'another index': { message: { index: 3 } },
  'another key share': { message: { shareHash: other } },
  'the key share of another keeper': { value: shares[2]!.value },
  'bytes that are no key share': { value: new Uint8Array(33) },
  'what only someone else can open': {
    recipient: 'age138ft74csplymqfg5hteg2m53xdgalzh7gw4ju57zurv5pgj9ve3sd42hjs',
  },
}

const noise: Record<string, Fault> = {
  'an answer to another request': { message: { requestHash: other } },
  'changed bytes': {
    onTheWay: (answer) => ({ ...answer, sealed: btoa('changed') }),
  },
  'a changed message': {
    onTheWay: (answer) => ({
      ...answer,
      message: { ...answer.message, shareHash: other },
    }),
  },
  'the answer of another keeper': {
    onTheWay: (answer) => ({ ...answer, signature: `0x${'11'.repeat(65)}` }),
  },
}

describe('requestKeyShares', () => {
  test('default', async () => {
    expect(await ask({}, block, shares)).toEqual({ key, liars: [], faults: [] })
  })

  test.each(Object.entries(lies))(
    'behavior: names the keeper that signed %s',
    async (_, lie) => {
      const opened = await ask({ 1: lie }, block, shares)
      expect(opened).toMatchObject({ key, liars: [liarOf(1)] })
      expect(opened.faults).toMatchObject([
        { keeper: liarOf(1), index: 2, error: { code: 'KEEPER_LIED' } },
      ])
      const { details } = opened.faults[0]!.error
      expect(details).toMatchObject({ keeper: liarOf(1), index: 2 })
      await expect(
        ask({ 0: lie, 1: lie }, block, shares),
      ).rejects.toMatchObject({
        code: 'KEEPER_LIED',
        details: { liars: `${liarOf(0)},${liarOf(1)}`, valid: 1 },
      })
    },
  )

  test.each(Object.entries(noise))(
    'behavior: accuses nobody of %s',
    async (_, fault) => {
      const opened = await ask({ 1: fault }, block, shares)
      expect(opened).toMatchObject({ key, liars: [] })
      expect(opened.faults).toMatchObject([
        { keeper: liarOf(1), error: { code: 'KEEPER_UNREACHABLE' } },
      ])
      await expect(
        ask({ 0: fault, 1: fault, 2: fault }, block, shares),
      ).rejects.toMatchObject({ code: 'KEEPER_UNREACHABLE' })
    },
  )

  test('error: KEY_COMMITMENT_MISMATCH when the publisher split another key', async () => {
    const another = key.map((byte) => byte ^ 1)
    const split = await splitContentKey({
      key: another,
      threshold: 2,
      count: 3,
    })
    await expect(ask({}, deal(key, split), split)).rejects.toMatchObject({
      code: 'KEY_COMMITMENT_MISMATCH',
    })
    // Key shares that belong to no key at all.
    const garbage = split.map(({ index }) => ({
      index,
      value: crypto.getRandomValues(new Uint8Array(33)),
    }))
    await expect(ask({}, deal(key, garbage), garbage)).rejects.toMatchObject({
      code: 'KEY_COMMITMENT_MISMATCH',
    })
  })
})
