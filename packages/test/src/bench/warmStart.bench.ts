import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { addresses, localChainId, offerIdOf } from '@sahara/protocol'
import { revenueAbi, saharaTokenAbi } from '@sahara/protocol/abis'
import {
  createSaharaClient,
  publishAsset,
  type SaharaClient,
} from '@sahara/sdk'
import {
  type Address,
  encodeFunctionData,
  type Hex,
  maxUint256,
  numberToHex,
} from 'viem'
import { accountAt, accounts } from '../accounts.ts'
import { findFreePorts } from '../findFreePorts.ts'
import { endProcesses } from '../platform/endProcesses.ts'
import {
  type Supervisor,
  startSupervisor,
} from '../platform/startSupervisor.ts'

// How long the platform takes to be ready again after 5,000 more sales.

const saleCount = 5_000
const rows: { what: string; value: number; unit: string }[] = []

const root = await mkdtemp(join(tmpdir(), 'sahara-bench-'))
const folder = join(root, 'platform')
const port = await findFreePorts(5)
try {
  const first = await start('first start, empty folder')
  await stop(first)
  const second = await start('warm start, nothing sold')
  const assetId = await measure('selling 5,000 licences', () =>
    sell(createSaharaClient(second)),
  )
  await stop(second)
  const third = await start('warm start, 5,000 sold')
  await check(third, assetId)
  third.kill()
  await endProcesses(folder)
  const fourth = await start('warm start, 5,000 sold, all killed with -9')
  await check(fourth, assetId)
  await stop(fourth)
  await rm(join(folder, 'node', 'database'), { recursive: true })
  const fifth = await start('start, 5,000 sold, read model lost')
  await check(fifth, assetId)
  await stop(fifth)
  process.stdout.write(`${JSON.stringify(rows)}\n`)
} finally {
  await endProcesses(root)
  await rm(root, { recursive: true, force: true })
}

async function measure<T>(what: string, run: () => Promise<T>): Promise<T> {
  const begun = performance.now()
  const result = await run()
  const value = Math.round((performance.now() - begun) / 100) / 10
  rows.push({ what, value, unit: 's' })
  return result
}

function start(what: string): Promise<Supervisor> {
  return measure(what, () => startSupervisor({ folder, port }))
}

async function stop(supervisor: Supervisor): Promise<void> {
  supervisor.interrupt()
  await supervisor.exited
}

/** Sells to the ten developer accounts, as fast as the chain takes it. */
async function sell(client: SaharaClient): Promise<Hex> {
  const { assetId } = await publishAsset(client, {
    account: accountAt(0),
    salt: numberToHex(1, { size: 32 }),
    kind: 'dataset',
    metadata: numberToHex(2, { size: 32 }),
    commitment: numberToHex(3, { size: 32 }),
    offers: [{ rights: ['download'], priceWei: 1_001n, terms: 'MIT' }],
  })
  const offerId = offerIdOf({
    assetId,
    index: 0,
  })
  const { chain } = client
  const nonces = await Promise.all(
    accounts.map(({ address }) => chain.getTransactionCount({ address })),
  )

  async function send(index: number, to: Address, data: Hex): Promise<void> {
    const nonce = nonces[index] ?? 0
    nonces[index] = nonce + 1
    const serializedTransaction = await accountAt(index).signTransaction({
      ...{ chainId: localChainId, type: 'eip1559', nonce, to, data },
      gas: 500_000n,
      maxFeePerGas: 10_000_000_000n,
      maxPriorityFeePerGas: 1n,
    })
    await chain.sendRawTransaction({ serializedTransaction })
  }

  async function buyAll(index: number): Promise<void> {
    const { address } = accountAt(index)
    const approve = encodeFunctionData({
      abi: saharaTokenAbi,
      functionName: 'approve',
      args: [addresses.revenue, maxUint256],
    })
    await send(index, addresses.token, approve)
    for (let sale = index; sale < saleCount; sale += accounts.length) {
      const purchase = {
        purchaseId: numberToHex(sale, { size: 32 }),
        offerId,
        beneficiary: address,
        maxPrice: 1_001n,
      }
      const buy = encodeFunctionData({
        abi: revenueAbi,
        functionName: 'buy',
        args: [purchase],
      })
      await send(index, addresses.revenue, buy)
    }
    while (
      (await chain.getTransactionCount({ address })) < (nonces[index] ?? 0)
    )
      await client.clock.sleep(100)
  }

  await Promise.all(accounts.map((_, index) => buyAll(index)))
  return assetId
}

/** Whoever is ready serves all that was sold. */
async function check({ nodeUrl }: Supervisor, assetId: Hex): Promise<void> {
  const response = await fetch(`${nodeUrl}/api/v1/assets/${assetId}`)
  const { sales } = (await response.json()) as { sales: number }
  if (sales !== saleCount) throw new RangeError(`${sales} sales are left`)
}
