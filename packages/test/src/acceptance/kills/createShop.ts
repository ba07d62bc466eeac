import { join } from 'node:path'
import { type Hex, keccak256, toHex } from 'viem'
import { vi } from 'vitest'
import type { Random } from '../../createRandom.ts'
import { createProgram } from './createProgram.ts'
import { type Buyer, fundBuyers } from './fundBuyers.ts'
import type { Listings, SoldOffer } from './publishListings.ts'
import { type Command, startCommand } from './startCommand.ts'

/** A sale as its buyer was told of it. */
export type Sale = SoldOffer & { buyer: Buyer; transactionHash: Hex }

export type Shop = {
  /** Sells everything there is to sell. */
  run: () => Promise<void>
  /** All sales that were reported to their buyers, in that order. */
  sales: Sale[]
  /** Resolves when so many sales were reported. */
  sold: (count: number) => Promise<void>
  /** The commands that run now. */
  commands: ReadonlySet<Command>
  /** Kills one of the programs that buy through the SDK. */
  killProgram: (random: Random) => void
  /** How often a buyer had to run the same again, by reason. */
  repeats: ReadonlyMap<string, number>
  buyers: readonly Buyer[]
}

const programCount = 2
const buyersPerProgram = 5
const commandBuyers = 2
/** Every so many sales of a program, what was bought is opened too. */
const openEvery = 8

/**
 * Buyers who take what is to be sold off one list, until it is empty: some by
 * the `sahara` command, more by programs that use the SDK. A buyer whose
 * program or chain was killed runs the very same purchase again, until there
 * is an answer.
 */
export async function createShop(parameters: {
  random: Random
  count: number
  listings: Listings
  /** Where buyers keep their accounts and journals. */
  folder: string
  rpcUrl: string
  nodeUrl: string
  /** Until it resolves, programs leave the last sales to the commands. */
  tormented: Promise<void>
}): Promise<Shop> {
  const { random, listings, folder, rpcUrl, nodeUrl } = parameters
  const queue = Array.from({ length: parameters.count }, () =>
    random.pick(listings.offers),
  )
  const reserve = Math.floor(parameters.count / 10)
  const sales: Sale[] = []
  const repeats = new Map<string, number>()
  const commands = new Set<Command>()
  let waiting: { count: number; resolve: () => void }[] = []

  const names = Array.from(
    { length: programCount * buyersPerProgram + commandBuyers },
    (_, index) => `buyer ${index}`,
  )
  const buyers = await fundBuyers(rpcUrl, names)
  const programs = Array.from({ length: programCount }, (_, index) =>
    createProgram({
      rpcUrl,
      nodeUrl,
      directory: join(folder, `program-${index}`),
    }),
  )

  function report(sale: Sale): void {
    sales.push(sale)
    const due = waiting.filter((one) => one.count <= sales.length)
    waiting = waiting.filter((one) => !due.includes(one))
    for (const { resolve } of due) resolve()
  }

  function count(reason: string): void {
    repeats.set(reason, (repeats.get(reason) ?? 0) + 1)
  }

  /** What a buyer does who got no answer: looks, and runs the same again. */
  async function beforeRepeat(reason: string): Promise<void> {
    count(reason)
    await vi.waitUntil(() => isAnswering({ rpcUrl, nodeUrl }), {
      timeout: 600_000,
      interval: 100,
    })
  }

  /** Buys with a program until nothing is left. */
  async function buyByProgram(index: number, buyer: Buyer): Promise<void> {
    const program = programs[index % programCount]
    for (let turn = 1; program; turn++) {
      if (queue.length <= reserve) await parameters.tormented
      const offer = queue.pop()
      if (!offer) return
      const { privateKey } = buyer
      const task = {
        privateKey,
        purchaseId: keccak256(toHex(`${privateKey} ${turn}`)),
        offerId: offer.offerId,
        maxPriceWei: offer.priceWei.toString(),
        open:
          turn % openEvery === 0 && offer.isReadable
            ? offer.assetId
            : undefined,
      }
      for (;;) {
        const answer = await program.run(task)
        if (answer === undefined) {
          await beforeRepeat('killed')
        } else if ('error' in answer) {
          const { code, retryable, text } = answer.error
          if (!retryable) throw new RangeError(`not to be repeated: ${text}`)
          await beforeRepeat(code)
        } else {
          const { transactionHash, content } = answer
          if (task.open && content !== listings.contents.get(task.open))
            throw new RangeError(`opened something else: ${content}`)
          report({ ...offer, buyer, transactionHash })
          break
        }
      }
    }
  }

  /**
   * Buys with the `sahara` command until nothing is left: as a program does,
   * under ids of its own, or as people do, who read what a command said before
   * it was killed, and what it says of an earlier purchase.
   */
  async function buyByCommand(
    name: string,
    buyer: Buyer,
    hasIds: boolean,
  ): Promise<void> {
    const home = join(folder, name)
    const env = {
      SAHARA_PASSWORD: 'secret',
      SAHARA_NODE_URL: nodeUrl,
      SAHARA_RPC_URL: rpcUrl,
    }
    await startCommand(['--home', home, 'id', 'import', 'me'], {
      ...env,
      SAHARA_PRIVATE_KEY: buyer.privateKey,
    }).ended
    const told = new Set<Hex>()
    for (let turn = 1; ; turn++) {
      const offer = queue.pop()
      if (!offer) return
      const purchaseId = keccak256(toHex(`${buyer.privateKey} ${turn}`))
      const options = hasIds ? ['--purchase-id', purchaseId] : []
      for (;;) {
        const command = startCommand(
          ['--home', home, 'buy', offer.name, '--yes', ...options],
          env,
        )
        commands.add(command)
        const { code, stdout, stderr } = await command.ended
        commands.delete(command)
        // Killed after it had answered: it is answered.
        if (code === 0 || (!hasIds && stdout.endsWith('\n'))) {
          const { transactionHash } = JSON.parse(stdout)
          if (code === null) count('killed when it had answered')
          if (told.has(transactionHash)) continue
          told.add(transactionHash)
          report({ ...offer, buyer, transactionHash })
          break
        }
        if (code === null) {
          await beforeRepeat('killed')
          continue
        }
        const error = JSON.parse(stderr)
        if (!error.retryable) throw new RangeError(stderr)
        await beforeRepeat(error.code)
      }
    }
  }

  return {
    sales,
    commands,
    repeats,
    buyers,
    run: async () => {
      await Promise.all(
        buyers.map((buyer, index) =>
          index < commandBuyers
            ? buyByCommand(`command-${index}`, buyer, index === 0)
            : buyByProgram(index, buyer),
        ),
      )
    },
    sold: (count) => {
      const { promise, resolve } = Promise.withResolvers<void>()
      if (sales.length >= count) resolve()
      else waiting.push({ count, resolve })
      return promise
    },
    killProgram: (random) => random.pick(programs).kill(),
  }
}

async function isAnswering(urls: { rpcUrl: string; nodeUrl: string }) {
  try {
    const body = '{"jsonrpc":"2.0","id":1,"method":"eth_chainId"}'
    const headers = { 'content-type': 'application/json' }
    const answers = await Promise.all([
      fetch(urls.rpcUrl, { method: 'POST', headers, body }),
      fetch(`${urls.nodeUrl}/health`),
    ])
    return answers.every(({ ok }) => ok)
  } catch {
    return false
  }
}
