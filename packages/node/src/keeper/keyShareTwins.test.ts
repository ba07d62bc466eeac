import { join } from 'node:path'
import { addresses, developerRoles, localChainId } from '@sahara/protocol'
import { keepersAbi, saharaTokenAbi } from '@sahara/protocol/abis'
import {
  challengeKeeper,
  getStake,
  listChallenges,
  proveKeeperLie,
} from '@sahara/sdk'
import {
  accountAt,
  createTestClock,
  dealKeys,
  type KeeperSetup,
  setupKeepers,
} from '@sahara/test'
import {
  type CommittedKeys,
  type DepositBody,
  depositTypedData,
  encryptTo,
  type HandOverBody,
  handOverTypedData,
  newAgeIdentity,
  type RequestAnswer,
  type RequestBody,
  requestTypedData,
  type SignedDeposit,
  shareHashOf,
} from '@sahara/vault'
import {
  type Abi,
  type Address,
  type Hex,
  type LocalAccount,
  numberToHex,
  parseEther,
} from 'viem'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { commitmentTree } from '../../../vault/src/keys/commitmentTree.ts'
import { createKeyShareStore } from './createKeyShareStore.ts'
import { openIdentity } from './openIdentity.ts'

const alice = accountAt(developerRoles.alice)
const bob = accountAt(developerRoles.bob)
const stakeWei = parseEther('100')
const day = 86_400
const clock = createTestClock()
const seconds = () => Math.floor(clock.now() / 1_000)
let setup: KeeperSetup
let count = 0

beforeAll(async () => {
  setup = await setupKeepers({ clock })
})
afterAll(() => setup.close())

const lower = (address: Address) => address.toLowerCase() as Address

/** What the first keeper answers, and how. */
async function post<T>(
  path: string,
  body: unknown,
): Promise<{ status: number; code?: string } & T> {
  const response = await fetch(`${setup.keepers[0]!.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  return { ...(await response.json()), status: response.status }
}

async function seal(value: Uint8Array): Promise<string> {
  const sealed = await encryptTo(setup.keepers[0]!.recipient, value)
  return Buffer.from(sealed).toString('base64')
}

/**
 * A version whose commitment proves two key shares of one index: that of the
 * first keeper, and a twin of `keeper`.
 */
async function dealTwins(keeper: Address, epoch = 1) {
  const deal = await dealKeys({
    publisher: alice.address,
    keepers: setup.keepers,
  })
  const { assetId } = deal
  const { version } = deal.block
  const { index, value } = deal.shares[0]!
  const [own] = deal.block.keyShares
  const valueOfTwin = value.map((byte, i) => (i === 0 ? byte ^ 1 : byte))
  const hash = shareHashOf({ assetId, version, index, value: valueOfTwin })
  const block: CommittedKeys = {
    ...deal.block,
    keyShares: [
      ...deal.block.keyShares,
      { ...own!, hash, keeper: lower(keeper), epoch },
    ],
  }
  const tree = commitmentTree(block)
  const leaves = [
    { value, shareHash: own!.hash as Hex, epoch: 1, proof: tree.proofOf(0)! },
    {
      ...{ value: valueOfTwin, shareHash: hash, epoch },
      proof: tree.proofOf(block.keyShares.length - 1)!,
    },
  ] as const
  const name = { assetId, version, index, commitment: tree.root }
  return { name, leaves, salt: deal.salt }
}

type Twins = Awaited<ReturnType<typeof dealTwins>>

/** Deposits one of the two at the first keeper. */
async function deposit(
  { name, leaves, salt }: Twins,
  which: 0 | 1,
  expiresAt: number,
) {
  const { value, shareHash, epoch, proof } = leaves[which]
  const message: DepositBody['message'] = {
    ...{ ...name, epoch, shareHash, expiresAt },
    publisher: lower(alice.address),
    keeper: lower(setup.keepers[0]!.address),
  }
  const answer = await post<{ signature: Hex }>('/v1/deposits', {
    ...{ message, salt, proof: [...proof], sealed: await seal(value) },
    signature: await alice.signTypedData(
      depositTypedData(localChainId, message),
    ),
  } satisfies DepositBody)
  const signed: SignedDeposit = {
    ...{ ...message, signature: answer.signature, proof: [...proof] },
  }
  return { ...answer, signed }
}

/** Lets the first keeper's deposit expire, and be forgotten. */
async function expire({ name }: Twins): Promise<void> {
  clock.advance((day + 61) * 1_000)
  await setup.send(bob, addresses.token, saharaTokenAbi as Abi, 'transfer', [
    bob.address,
    0n,
  ])
  await setup.restart(0) // it looks through what is pending then
  const isForgotten = () => {
    const store = createKeyShareStore(join(setup.folder, 'one', 'shares.db'))
    try {
      return store.isForgotten(name)
    } finally {
      store.close()
    }
  }
  await expect.poll(isForgotten, { timeout: 30_000 }).toBe(true)
}

/** Asks the first keeper for its key share of the version. */
async function request({ name: { assetId, version } }: Twins) {
  const { recipient } = await newAgeIdentity()
  const message: RequestBody['message'] = {
    ...{ assetId, version, context: '0', recipient },
    nonce: numberToHex(++count, { size: 32 }),
    expiresAt: seconds() + 200,
    keeper: lower(setup.keepers[0]!.address),
  }
  return post<RequestAnswer>('/v1/requests', {
    ...{ message, requester: lower(alice.address) },
    signature: await alice.signTypedData(
      requestTypedData(localChainId, message),
    ),
  } satisfies RequestBody)
}

/** Has the second keeper hand the twin over to the first, whom it names. */
async function handOver({ name, leaves }: Twins, accomplice: LocalAccount) {
  const { value, shareHash, epoch, proof } = leaves[1]
  const message: HandOverBody['message'] = {
    ...{ ...name, epoch, shareHash },
    keeper: lower(accomplice.address),
    successor: lower(setup.keepers[0]!.address),
  }
  return post('/v1/handovers', {
    ...{ message, proof: [...proof], sealed: await seal(value) },
    signature: await accomplice.signTypedData(
      handOverTypedData(localChainId, message),
    ),
  } satisfies HandOverBody)
}

/** It has signed nothing that costs it anything, and answers who challenges. */
async function expectInnocence(
  twins: Twins,
  first: SignedDeposit,
): Promise<void> {
  const { client, keepers } = setup
  const { address: keeper } = keepers[0]!
  const answer = await request(twins)
  if (answer.status === 200)
    await expect(
      proveKeeperLie(client, { account: bob, deposit: first, answer }),
    ).rejects.toMatchObject({ code: 'KEEPER_CHALLENGE_REFUSED' })
  const { recipient } = await newAgeIdentity()
  await challengeKeeper(client, { account: alice, deposit: first, recipient })
  await expect
    .poll(() => listChallenges(client, { keeper }), { timeout: 30_000 })
    .toEqual([])
  expect((await getStake(client, { keeper })).lockedWei).toBe(stakeWei)
}

test('error: KEEPER_DEPOSIT_REFUSED for the twin of a key share that expired', async () => {
  const { address } = setup.keepers[0]!
  for (const [epoch, isPublishedFirst] of [
    [1, false],
    [2, true],
  ] as const) {
    const twins = await dealTwins(address, epoch)
    const first = await deposit(twins, 0, seconds() + 60)
    expect(first.status).toBe(200)
    await expire(twins)
    const { commitment } = twins.name
    const publish = () => setup.publish(alice, { salt: twins.salt, commitment })
    if (isPublishedFirst) await publish()
    const second = await deposit(twins, 1, seconds() + day)
    if (!isPublishedFirst) await publish()
    await expectInnocence(twins, first.signed)
    expect(second).toMatchObject({
      status: 409,
      code: 'KEEPER_DEPOSIT_REFUSED',
    })
    // What it signed for it still takes, and gives.
    expect((await deposit(twins, 0, seconds() + day)).status).toBe(200)
    expect((await request(twins)).message.shareHash).toBe(
      first.signed.shareHash,
    )
    expect((await deposit(twins, 1, seconds() + day)).status).toBe(409)
  }
})

test('error: KEEPER_DEPOSIT_REFUSED for a twin that is handed over', async () => {
  const { account: accomplice } = await openIdentity(
    join(setup.folder, 'two'),
    localChainId,
  )
  const twins = await dealTwins(accomplice.address)
  const first = await deposit(twins, 0, seconds() + 60)
  expect(first.status).toBe(200)
  await expire(twins)
  const { commitment } = twins.name
  await setup.publish(alice, { salt: twins.salt, commitment })
  await setup.send(
    accomplice,
    addresses.keepers,
    keepersAbi as Abi,
    'nameSuccessor',
    [setup.keepers[0]!.address],
  )
  const handed = await handOver(twins, accomplice)
  await expectInnocence(twins, first.signed)
  expect(handed).toMatchObject({ status: 409, code: 'KEEPER_DEPOSIT_REFUSED' })
  // Also while it holds its own.
  expect((await deposit(twins, 0, seconds() + day)).status).toBe(200)
  expect((await handOver(twins, accomplice)).status).toBe(409)
  expect((await request(twins)).message.shareHash).toBe(first.signed.shareHash)
})
