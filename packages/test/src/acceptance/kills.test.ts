import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { portsPerNode } from '@sahara/chain'
import { dumpTables, openDatabase } from '@sahara/node'
import { addresses } from '@sahara/protocol'
import { revenueAbi, saharaTokenAbi } from '@sahara/protocol/abis'
import {
  claim,
  createSaharaClient,
  distribute,
  getAsset,
  type SaharaClient,
  waitForNode,
} from '@sahara/sdk'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { accountAt } from '../accounts.ts'
import { createRandom, type Random, seedOfRun } from '../createRandom.ts'
import { findFreePorts } from '../findFreePorts.ts'
import { findProcesses, type PlatformPart } from '../platform/findProcesses.ts'
import {
  type Supervisor,
  startNetworkSupervisor,
  startSupervisor,
} from '../platform/startSupervisor.ts'
import {
  createReferenceModel,
  type ReferenceModel,
} from '../referenceModel/createReferenceModel.ts'
import { readTestNetwork } from '../setupNetworkChain.ts'
import { createShop, type Shop } from './kills/createShop.ts'
import { buyerFundsWei } from './kills/fundBuyers.ts'
import {
  earners,
  type Listings,
  publishListings,
} from './kills/publishListings.ts'

const seed = seedOfRun()
const scale = process.env.DEEP ? 5 : 1
const saleCount = 200 * scale
const validators = readTestNetwork(process.env)
const timeout = 600_000 * scale * (validators ? 3 : 1)

type Victim = PlatformPart | 'command' | 'program'

/** What the chain consists of. */
const chainParts: readonly PlatformPart[] = validators
  ? ['network', 'bridge', 'geth', 'cometbft']
  : ['chain', 'anvil']

/** 20 kills or more with each kind of process among them, and buyers' programs. */
const victims: Victim[] = Array.from({ length: scale }, () => [
  ...([...chainParts, 'node', 'keeper', 'command'] as const).flatMap((part) => [
    part,
    part,
    part,
  ]),
  ...([...chainParts, 'command', 'supervisor', 'supervisor'] as const),
  ...(['program', 'program', 'program'] as const),
]).flat()

let root: string
let data: string
/** Where the node and its keepers are within. */
let platform: string
let port: number
let supervisor: Supervisor

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'sahara-kills-'))
  data = join(root, 'data')
  platform = validators ? join(data, 'platform') : data
  port = await findFreePorts(
    validators ? 10 + (validators + 1) * portsPerNode : 5,
  )
})
afterEach(async () => {
  for (const { pid } of findProcesses(root)) process.kill(pid, 'SIGKILL')
  await untilAllEnded(root)
  await rm(root, { recursive: true, force: true })
})

describe('kill -9', () => {
  test(`behavior: of anything, at any moment, loses and doubles nothing (seed ${seed})`, {
    timeout,
  }, async () => {
    supervisor = await start()
    const { rpcUrl, nodeUrl } = supervisor
    const model = createReferenceModel({ feeBasisPoints: 250 })
    const listings = await publishListings({ rpcUrl, nodeUrl, model })
    const tormented = Promise.withResolvers<void>()
    const shop = await createShop({
      ...{ listings, rpcUrl, nodeUrl, tormented: tormented.promise },
      random: createRandom(seed),
      count: saleCount,
      folder: join(root, 'buyers'),
    })

    await Promise.all([
      shop.run(),
      torment(shop, createRandom(seed + 1)).then(tormented.resolve),
    ])
    process.stdout.write(
      `seed ${seed}: ${shop.sales.length} sales, ${victims.length} kills, run again: ` +
        `${[...shop.repeats].map(([reason, times]) => `${reason} ${times}`).join(', ')}\n`,
    )

    const client = createSaharaClient({ rpcUrl, nodeUrl })
    await expectEverySaleOnce(shop)
    for (const { assetId, priceWei, isHeld, transactionHash } of shop.sales)
      if (isHeld) model.hold(transactionHash, assetId, priceWei)
      else model.pay(assetId, priceWei)
    for (const assetId of listings.assetIds) {
      await distribute(client, { account: accountAt(earners.bob), assetId })
      model.distribute(assetId)
    }
    for (const index of Object.values(earners)) {
      const account = accountAt(index)
      const { assetIds } = listings
      const { claimedWei } = await claim(client, { account, assetIds })
      expect(claimedWei).toBe(model.claim(account.address, assetIds))
    }
    expect(
      await client.chain.readContract({
        address: addresses.revenue,
        abi: revenueAbi,
        functionName: 'treasuryOwed',
      }),
    ).toBe(model.treasury())

    const paths = [
      '/assets',
      ...listings.assetIds.flatMap((id) => [
        `/assets/${id}`,
        `/assets/${id}/sales?limit=100`,
      ]),
      ...Object.values(earners).map(
        (index) => `/accounts/${accountAt(index).address}/explain`,
      ),
      ...shop.buyers.map(
        ({ account }) => `/accounts/${account.address}/licences`,
      ),
    ]
    await expectHeld(client, model, listings)
    const before = await readAll(paths)
    const rows = await stopAndDump()
    await rm(join(platform, 'node', 'database'), { recursive: true })
    supervisor = await start()
    expect(await readAll(paths)).toEqual(before)
    expect(await stopAndDump()).toEqual(rows)
    expect(rows.purchases).toHaveLength(saleCount + 1)
  })
})

/** The platform, where and as it was. */
function start(): Promise<Supervisor> {
  const where = { folder: data, port }
  return validators
    ? startNetworkSupervisor({ ...where, validators })
    : startSupervisor(where)
}

/** Kills, one after the other, at random moments of the sales. */
async function torment(shop: Shop, random: Random): Promise<void> {
  const order = random.shuffle(victims)
  const moments = order
    .map(() => random.integer(Math.floor(saleCount * 0.8)))
    .sort((a, b) => a - b)
  for (const [index, victim] of order.entries()) {
    await shop.sold(moments[index] ?? 0)
    // Anywhere between two blocks, not only where a sale was just reported.
    await delay(random.integer(1_000))
    await kill(victim, shop, random)
  }
}

async function kill(victim: Victim, shop: Shop, random: Random): Promise<void> {
  if (victim === 'program') {
    shop.killProgram(random)
  } else if (victim === 'command') {
    await vi.waitUntil(() => shop.commands.size > 0, { timeout, interval: 10 })
    random.pick([...shop.commands]).kill()
  } else {
    const running = await vi.waitUntil(
      () => {
        const found = findProcesses(data).filter(({ part }) => part === victim)
        return found.length > 0 && found
      },
      { timeout, interval: 50 },
    )
    process.kill(random.pick(running).pid, 'SIGKILL')
  }
  if (victim !== 'supervisor') return
  // What it ran ends by itself; then it is started again as it was.
  await untilAllEnded(data)
  supervisor = await start()
}

async function untilAllEnded(folder: string): Promise<void> {
  await vi.waitUntil(() => findProcesses(folder).length === 0, {
    timeout,
    interval: 50,
  })
}

/** Each sale that was reported stands on chain, once, and there is no other. */
async function expectEverySaleOnce(shop: Shop): Promise<void> {
  const { sales, buyers, repeats } = shop
  const { chain } = createSaharaClient({ rpcUrl: supervisor.rpcUrl })
  const payers = buyers.map(({ account }) => account.address)
  const events = await chain.getContractEvents({
    address: addresses.revenue,
    abi: revenueAbi,
    eventName: 'Purchased',
    args: { payer: payers },
    fromBlock: 0n,
    strict: true,
  })
  const told = sales.map(({ transactionHash, buyer, ...sale }) => ({
    transactionHash,
    payer: buyer.account.address,
    offerId: sale.offerId,
    price: sale.priceWei,
  }))
  const made = events.map(({ transactionHash, args }) => ({
    transactionHash,
    payer: args.payer,
    offerId: args.offerId,
    price: args.price,
  }))
  const hashes = made.map(({ transactionHash }) => transactionHash)
  const answers = told.map(({ transactionHash }) => transactionHash)
  expect({
    lost: answers.filter((hash) => !hashes.includes(hash)),
    untold: made.filter((one) => !answers.includes(one.transactionHash)),
    doubled: answers.filter((hash, at) => answers.indexOf(hash) !== at),
  }).toEqual({ lost: [], untold: [], doubled: [] })
  const byHash = (a: { transactionHash: string }, b: typeof a) =>
    a.transactionHash < b.transactionHash ? -1 : 1
  expect(made.sort(byHash)).toEqual(told.sort(byHash))

  for (const { account } of buyers) {
    const spent = sales
      .filter(({ buyer }) => buyer.account === account)
      .reduce((sum, { priceWei }) => sum + priceWei, 0n)
    const balance = await chain.readContract({
      address: addresses.token,
      abi: saharaTokenAbi,
      functionName: 'balanceOf',
      args: [account.address],
    })
    expect(balance, account.address).toBe(buyerFundsWei - spent)
  }
  // Nothing is left to be ended, but by a command that was killed in between
  // its answer and the end of its entry.
  const entries = await readdir(join(root, 'buyers'), { recursive: true })
  const left = entries.filter((name) =>
    /(program-\d+|journal)\/[0-9a-f]{64}\.json$/.test(name),
  )
  const answered = repeats.get('killed when it had answered') ?? 0
  expect(left.length, left.join(' ')).toBeLessThanOrEqual(answered)
}

/** What is held is told as held. */
async function expectHeld(
  client: SaharaClient,
  model: ReferenceModel,
  { assetIds }: Listings,
): Promise<void> {
  await waitForNode(client)
  for (const assetId of assetIds) {
    const { totals } = await getAsset(client, { assetId })
    expect(totals.held).toBe(String(model.heldOf(assetId)))
  }
}

/** What the API answers, at whatever block it is. */
async function readAll(paths: readonly string[]): Promise<unknown[]> {
  const answers: unknown[] = []
  for (const path of paths) {
    const response = await fetch(`${supervisor.nodeUrl}/api/v1${path}`)
    expect(response.status, path).toBe(200)
    const { block: _, ...rest } = (await response.json()) as { block?: number }
    answers.push(rest)
  }
  return answers
}

/** Ends the platform with Ctrl-C and returns the rows of its read model. */
async function stopAndDump(): Promise<Record<string, unknown[]>> {
  supervisor.interrupt()
  expect(await supervisor.exited).toEqual([0, null])
  expect(findProcesses(data)).toEqual([])
  const { database } = await openDatabase(join(platform, 'node', 'database'))
  try {
    return await dumpTables(database)
  } finally {
    await database.close()
  }
}
