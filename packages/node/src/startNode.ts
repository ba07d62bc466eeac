import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import {
  type Clock,
  createCommon,
  lockFolder,
  parseOptions,
  systemClock,
} from '@sahara/common'
import { localChainId } from '@sahara/protocol'
import { consensusOfRpc } from '@sahara/sdk/light'
import { createDiskBlobStore } from '@sahara/vault/node'
import { createPublicClient, http } from 'viem'
import type { z } from 'zod'
import { addMetrics } from './addMetrics.ts'
import { createApi } from './api/createApi.ts'
import { createFaucet } from './api/createFaucet.ts'
import { clearTables } from './database/clearTables.ts'
import { openDatabase } from './database/openDatabase.ts'
import { openDenyList } from './denyList/openDenyList.ts'
import { createBlobGateway } from './gateway/createBlobGateway.ts'
import { createListedCopier } from './gateway/createListedCopier.ts'
import { createMetadataLoader } from './gateway/createMetadataLoader.ts'
import { createReplicator } from './gateway/createReplicator.ts'
import { createUploadSessions } from './gateway/createUploadSessions.ts'
import { createIndexer } from './indexer/createIndexer.ts'
import { listen } from './listen.ts'
import { createLocationExchange } from './locations/createLocationExchange.ts'
import { createLocationStore } from './locations/createLocationStore.ts'
import { createLocations } from './locations/createLocations.ts'
import { createPublicFetch } from './locations/createPublicFetch.ts'
import { nodeOptionsSchema } from './options.ts'
import { createOrderBook } from './orders/createOrderBook.ts'
import { openOrderStore } from './orders/openOrderStore.ts'
import { readChainId } from './readChainId.ts'

/** Room for all events of one full block, about 30 MB as JSON. */
const maxResponseBodySize = 64 * 1024 ** 2

export type StartNodeParameters = z.input<typeof nodeOptionsSchema> & {
  clock?: Clock | undefined
}

export type StartNodeReturnType = {
  url: string
  chainId: number
  close: () => Promise<void>
}

/**
 * Starts a node: read model, HTTP API, blob gateway, and replication from its
 * peers. It answers at once; `/ready` says when it has caught up.
 *
 * @throws {SaharaError} `CONFIG_INVALID`, `COMMON_FOLDER_IN_USE`,
 *   `COMMON_PORT_IN_USE`, `CHAIN_UNREACHABLE`
 */
export async function startNode({
  clock = systemClock,
  ...rest
}: StartNodeParameters): Promise<StartNodeReturnType> {
  const options = parseOptions({
    schema: nodeOptionsSchema,
    input: rest,
    of: 'the node',
  })
  const { dataDir, rpcUrl, logLevel } = options
  const common = createCommon('node', { logLevel, clock })
  const { logger, shutdown } = common
  const loggerOf = (module: string) => logger.child({ module })
  try {
    await mkdir(dataDir, { recursive: true })
    const lock = lockFolder(dataDir)
    shutdown.add('lock', () => lock.release())
    const chain = createPublicClient({
      cacheTime: 0,
      transport: http(rpcUrl, { timeout: 20_000, maxResponseBodySize }),
    })
    const chainId = await readChainId(chain, rpcUrl)

    const { database, rebuilt } = await openDatabase(join(dataDir, 'database'))
    shutdown.add('database', () => database.close())
    if (rebuilt) logger.warn('the damaged read model is made again')

    const denyList =
      options.denyList === undefined
        ? undefined
        : await openDenyList({
            file: options.denyList,
            clock,
            logger: loggerOf('deny-list'),
          })
    const blobs = createBlobGateway({
      store: createDiskBlobStore({ directory: join(dataDir, 'blobs') }),
      isDenied: denyList?.isDenied,
      peers: options.peers,
      signal: shutdown.signal,
    })
    const replicator = createReplicator({
      database,
      blobs,
      clock,
      logger: loggerOf('replicator'),
    })
    const metadata = createMetadataLoader({
      database,
      blobs,
      clock,
      logger: loggerOf('metadata'),
      onLoaded: replicator.wake,
    })
    const indexer = await createIndexer({
      database,
      chain,
      clock,
      logger: loggerOf('indexer'),
      onAssets: metadata.expectMore,
    })
    if (options.rebuild) await clearTables(database)
    addMetrics(common.metrics, { indexer, metadata })

    // Known only once the port is: the server answers after this is set.
    const origins: string[] = []
    const sessions = createUploadSessions({
      directory: dataDir,
      chain,
      chainId,
      clock,
      origins,
      quota: options.quotaBytes,
    })
    shutdown.add('sessions', () => sessions.close())
    const listed = createPublicFetch({ allowPrivate: chainId === localChainId })
    shutdown.add('listed', () => listed.close())
    const locationStore = createLocationStore({ directory: dataDir })
    shutdown.add('locations', () => locationStore.close())
    const locations = createLocations({
      database,
      chain,
      chainId,
      store: locationStore,
    })
    const exchange = createLocationExchange({
      locations,
      peers: options.peers,
      clock,
      logger: loggerOf('location-exchange'),
    })
    const copier = createListedCopier({
      database,
      blobs,
      locations,
      replicator,
      sessions,
      fetch: listed.fetch,
      clock,
      logger: loggerOf('listed-copier'),
    })
    const store = openOrderStore(dataDir)
    shutdown.add('orders', () => store.close())
    const orders = createOrderBook({
      store,
      chain,
      chainId,
      clock,
      blockOf: () => indexer.state().cursor?.block,
    })
    const faucet =
      options.faucet && chainId === localChainId
        ? createFaucet({ chain, chainId, rpcUrl })
        : undefined

    const consensus =
      options.consensusUrl === undefined
        ? undefined
        : consensusOfRpc({ url: options.consensusUrl, fetch })

    const loops = [
      indexer.follow(shutdown.signal),
      metadata.follow(shutdown.signal),
      replicator.follow(shutdown.signal),
      exchange.follow(shutdown.signal),
      copier.follow(shutdown.signal),
      denyList?.follow(shutdown.signal),
    ]
    shutdown.add('loops', async () => void (await Promise.all(loops)))
    const app = createApi({
      common,
      database,
      chain,
      chainId,
      indexer,
      metadata,
      blobs,
      sessions,
      locations,
      orders,
      consensus,
      faucet,
    })
    const server = await listen({ ...options, fetch: app.fetch })
    shutdown.add('server', server.close)
    origins.push(...server.origins)
    if (options.publicUrl) origins.unshift(new URL(options.publicUrl).origin)
    return { url: server.url, chainId, close: shutdown.close }
  } catch (error) {
    await shutdown.close()
    throw error
  }
}
