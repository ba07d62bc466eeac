import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { type Clock, createCommon, lockFolder } from '@sahara/common'
import { SaharaError } from '@sahara/protocol'
import {
  type Address,
  createPublicClient,
  createWalletClient,
  http,
} from 'viem'
import type { z } from 'zod'
import { listen } from '../listen.ts'
import { createChainReader } from './createChainReader.ts'
import { createKeeper } from './createKeeper.ts'
import { createKeeperApi } from './createKeeperApi.ts'
import { createKeyShareStore } from './createKeyShareStore.ts'
import { createNonceStore } from './createNonceStore.ts'
import { createReleaseLog } from './createReleaseLog.ts'
import { openIdentity } from './openIdentity.ts'
import { type keeperOptionsSchema, parseKeeperOptions } from './options.ts'
import { registerKeeper } from './registerKeeper.ts'

export type StartKeeperParameters = z.input<typeof keeperOptionsSchema> & {
  clock?: Clock | undefined
}

export type StartKeeperReturnType = {
  url: string
  address: Address
  recipient: string
  chainId: number
  /** Resolves when the keeper stands on chain; at once without `register`. */
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
  const options = parseKeeperOptions(rest)
  const { dataDir, rpcUrl, host, port } = options
  const common = createCommon('keeper', { logLevel: options.logLevel, clock })
  try {
    await mkdir(dataDir, { recursive: true, mode: 0o700 })
    const lock = lockFolder(dataDir)
    common.shutdown.add('lock', lock.release)

    const transport = http(rpcUrl)
    const client = createPublicClient({ transport, pollingInterval: 250 })
    const chainId = await client.getChainId().catch((cause: unknown) => {
      throw new SaharaError(`The chain at ${rpcUrl} did not answer.`, {
        code: 'CHAIN_UNREACHABLE',
        retryable: true,
        details: { rpcUrl },
        cause,
      })
    })
    const identity = await openIdentity(dataDir, chainId)
    const { account, recipient } = identity
    const chain = createChainReader(client)

    const nonces = createNonceStore(join(dataDir, 'nonces.db'))
    common.shutdown.add('nonces', nonces.close)
    const releases = await createReleaseLog(join(dataDir, 'releases.jsonl'))
    common.shutdown.add('releases', releases.close)
    const shares = await createKeyShareStore(join(dataDir, 'shares'))
    const modules = { common, identity, chain, shares, nonces, releases }
    const app = createKeeperApi({
      keeper: createKeeper(modules),
      info: { address: account.address, recipient, chainId },
      logger: common.logger,
    })
    const server = await listen({ fetch: app.fetch, host, port })
    common.shutdown.add('server', server.close)

    const registered = options.register
      ? registerKeeper({
          common,
          chain,
          client,
          wallet: createWalletClient({ transport }),
          account,
          endpoint: options.publicUrl ?? server.url,
          recipient,
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
