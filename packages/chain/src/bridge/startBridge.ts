import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { type Common, listenOn } from '@sahara/common'
import { type Hex, hexToBytes } from 'viem'
import { consensusDataGone } from '../validator/consensusDataGone.ts'
import { nodePaths, readNodeFile } from '../validator/nodeFile.ts'
import { createAbciServer } from './abci/createAbciServer.ts'
import { checkEngine } from './checkEngine.ts'
import { createBridge } from './createBridge.ts'
import { createBridgeMetrics } from './createBridgeMetrics.ts'
import { createPatience } from './createPatience.ts'
import { createBuilderClient } from './engineApi/createBuilderClient.ts'
import { createEngineClient } from './engineApi/createEngineClient.ts'
import { createPoolClient } from './engineApi/createPoolClient.ts'

/** A full block on a busy machine takes seconds. */
const patientMs = 60_000
/** Half of what the others wait for a proposal, see `timeout_propose`. */
const hastyMs = 1_500
/** Of three seconds, in which the others want to have the proposal. */
const buildMs = 2_000
const metricsGraceMs = 200

/**
 * Runs the bridge of the node in a folder: it waits for geth, looks whether it
 * is the right one, and then opens its socket.
 *
 * @param parameters.onFailure told when the node cannot go on like this
 */
export async function startBridge(parameters: {
  directory: string
  common: Common
  onFailure: (error: unknown) => void
}): Promise<{ close: () => Promise<void> }> {
  const { directory, common, onFailure } = parameters
  const { clock, logger } = common
  const node = await readNodeFile(directory)
  const { chainId, network, genesisHash, host, ports } = node
  const secret = await readFile(join(directory, nodePaths.secret), 'utf8')
  const connect = (timeoutMs: number) =>
    createEngineClient({
      url: `http://127.0.0.1:${ports.engine}`,
      secret: hexToBytes(secret.trim() as Hex),
      clock,
      timeoutMs,
    })
  const engine = connect(patientMs)
  const latest = await checkEngine({
    engine,
    chainId,
    genesisHash,
    clock,
    logger,
  })
  // Without blocks CometBFT would refuse geth's with less to read.
  const blocks = join(directory, nodePaths.cometbft, 'data', 'blockstore.db')
  if (latest.number > 0n && !existsSync(blocks))
    throw consensusDataGone(directory)

  const server = createServer(async (_, response) => {
    response.setHeader('content-type', common.metrics.contentType)
    response.end(await common.metrics.metrics())
  })
  const figures = await listenOn(server, {
    host: '127.0.0.1',
    port: ports.metrics,
    graceMs: metricsGraceMs,
  })
  const abci = await createAbciServer({
    // Relative: the folder's path may be longer than a socket's may.
    path: nodePaths.socket,
    handlers: createBridge({
      chainId,
      network,
      engine,
      patience: createPatience({
        connect,
        firstMs: hastyMs,
        longestMs: patientMs,
      }),
      builder: createBuilderClient({
        path: nodePaths.ipc,
        timeoutMs: buildMs,
      }),
      pool: createPoolClient({
        url: `http://${host}:${ports.rpc}`,
        timeoutMs: hastyMs,
      }),
      clock,
      logger,
      metrics: createBridgeMetrics(common.metrics),
    }),
    onFailure,
  })
  return {
    close: async () => {
      await abci.close()
      await figures.close()
    },
  }
}
