import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import {
  type Clock,
  type Common,
  createCommon,
  lockFolder,
  parseOptions,
} from '@sahara/common'
import { createSaharaClient } from '@sahara/sdk'
import { type Address, createPublicClient, http } from 'viem'
import type { z } from 'zod'
import { listen } from '../listen.ts'
import { readChainId } from '../readChainId.ts'
import { answerChallenges } from './answerChallenges.ts'
import { collectFees } from './collectFees.ts'
import { createChainReader } from './createChainReader.ts'
import { createKeeper } from './createKeeper.ts'
import { createKeeperApi } from './createKeeperApi.ts'
import { createKeyShareStore } from './createKeyShareStore.ts'
import { createNonceStore } from './createNonceStore.ts'
import { createRateLimiter } from './createRateLimiter.ts'
import { createReleaseLog } from './createReleaseLog.ts'
import { ensureRegistered } from './ensureRegistered.ts'
import type { KeeperModules } from './keeperModules.ts'
import { openIdentity } from './openIdentity.ts'
import { keeperOptionsSchema } from './options.ts'
import { followShredOrders } from './shredKeyShares.ts'

/** How often the keeper looks through what was not published when it came. */
const settleEveryMs = 600_000
/** How often it looks for challenges; the shortest period for an answer is 10 s. */
const answerEveryMs = 2_000
/** How often it looks for orders to drop key shares that nobody told it of. */
const shredEveryMs = 60_000
/** How often it looks what it is owed. */
const collectEveryMs = 3_600_000

export type StartKeeperParameters = z.input<typeof keeperOptionsSchema> & {
  clock?: Clock | undefined
}

export type StartKeeperReturnType = {
  url: string
  address: Address
  recipient: string
  chainId: number
  /** Resolves when the keeper stands on chain, or left; at once without `register`. */
  registered: Promise<void>
  close: () => Promise<void>
}

/**
 * Starts the keeper of a folder, or makes it, and serves its HTTP API.
 *
 * @throws {SaharaError} `CHAIN_MISMATCH`, `CHAIN_UNREACHABLE`,
 *   `COMMON_FOLDER_IN_USE`, `COMMON_PORT_IN_USE`, `CONFIG_INVALID`
 */
export async function startKeeper({
  clock,
  ...rest
}: StartKeeperParameters): Promise<StartKeeperReturnType> {
  const options = parseOptions({
    schema: keeperOptionsSchema,
    input: rest,
    of: 'the keeper',
  })
  const { dataDir, rpcUrl, host, port } = options
  const common = createCommon('keeper', { logLevel: options.logLevel, clock })
  try {
    await mkdir(dataDir, { recursive: true, mode: 0o700 })
    const lock = lockFolder(dataDir)
    common.shutdown.add('lock', lock.release)

    const client = createPublicClient({ transport: http(rpcUrl) })
    const chainId = await readChainId(client, rpcUrl)
    const identity = await openIdentity(dataDir, chainId)
    const { account, recipient } = identity
    const chain = createChainReader(client)

    const nonces = createNonceStore(join(dataDir, 'nonces.db'))
    common.shutdown.add('nonces', nonces.close)
    const releases = await createReleaseLog(join(dataDir, 'releases.jsonl'))
    common.shutdown.add('releases', releases.close)
    const shares = createKeyShareStore(join(dataDir, 'shares.db'))
    common.shutdown.add('shares', shares.close)
    const requesters = createRateLimiter({
      clock: common.clock,
      perMinute: options.accountRequestsPerMinute,
    })
    const modules: KeeperModules = {
      ...{ common, identity, chain, shares, nonces, releases },
      ...{ requesters, limits: options, chargesFees: options.chargeFees },
    }
    const keeper = createKeeper(modules)
    const settling = repeat(common, settleEveryMs, keeper.settle)
    common.shutdown.add('settling', () => settling)
    const sender = createSaharaClient({ rpcUrl, clock: common.clock })
    const answering = repeat(common, answerEveryMs, () =>
      answerChallenges(modules, sender),
    )
    common.shutdown.add('answering', () => answering)
    const shredding = repeat(common, shredEveryMs, () =>
      followShredOrders(modules),
    )
    common.shutdown.add('shredding', () => shredding)
    const collecting = options.chargeFees
      ? repeat(common, collectEveryMs, () => collectFees(modules, sender))
      : Promise.resolve()
    common.shutdown.add('collecting', () => collecting)
    const app = createKeeperApi({
      keeper,
      info: () => ({
        address: account.address,
        recipient,
        chainId,
        takesDeposits:
          shares.countPending() < options.maxPending &&
          !shares.isMemoryFull(options.maxRemembered),
      }),
      logger: common.logger,
      clock: common.clock,
      options,
    })
    const server = await listen({ fetch: app.fetch, host, port })
    common.shutdown.add('server', server.close)

    const registered = options.register
      ? ensureRegistered({
          common,
          chain,
          client: sender,
          account,
          endpoint: options.publicUrl ?? server.url,
          recipient,
          rejoin: options.rejoin,
        })
      : Promise.resolve()
    common.shutdown.add('registration', () => registered)
    return {
      url: server.url,
      address: account.address,
      recipient,
      chainId,
      registered,
      close: common.shutdown.close,
    }
  } catch (error) {
    await common.shutdown.close()
    throw error
  }
}

/** Does something again and again until the service stops. */
async function repeat(
  { clock, logger, shutdown }: Common,
  everyMs: number,
  work: () => Promise<void>,
): Promise<void> {
  let said = ''
  while (!shutdown.signal.aborted) {
    try {
      await work()
      said = ''
    } catch (err) {
      const reason = err instanceof Error ? err.message : String(err)
      if (reason !== said) logger.warn({ err }, 'cannot do its rounds now')
      said = reason
    }
    await clock.sleep(everyMs, shutdown.signal)
  }
}
