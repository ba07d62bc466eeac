import { randomBytes } from 'node:crypto'
import {
  createLogger,
  parseOptions,
  readArguments,
  runService,
  systemClock,
  toNumber,
} from '@sahara/common'
import { enginesFolder } from '../engines/enginesFolder.ts'
import { findEngines } from '../engines/findEngines.ts'
import { initNetwork } from './initNetwork.ts'
import { networkOptionsSchema } from './options.ts'
import { startNetwork } from './startNetwork.ts'

const optionNames = {
  data: { type: 'string' },
  genesis: { type: 'string' },
  validators: { type: 'string' },
  followers: { type: 'string' },
  port: { type: 'string' },
  'stop-with-parent': { type: 'boolean' },
} as const

// A network on this machine: made when its folder has none, then run.
await runService(
  async () => {
    const values = readArguments(
      optionNames,
      'Use --data DIR --genesis FILE --validators N --port N [--followers N].',
    )
    const options = parseOptions({
      schema: networkOptionsSchema,
      input: {
        dataDir: values.data ?? '',
        genesisPath: values.genesis ?? '',
        validators: toNumber(values.validators) ?? 4,
        followers: toNumber(values.followers),
        firstPort: toNumber(values.port) ?? 0,
      },
      of: 'the network',
    })
    const logger = createLogger('network')
    const engines = await findEngines(enginesFolder(process.env))
    const directory = options.dataDir
    const network = await initNetwork({
      ...options,
      directory,
      gethFile: engines.geth,
      platformGenesisPath: options.genesisPath,
      timeMs: systemClock.now(),
      randomBytes,
    })
    const { nodes, failed, close } = await startNetwork({
      directory,
      network,
      engines,
      clock: systemClock,
      logger,
    })
    void failed.then(async (reason) => {
      logger.error({ err: reason }, 'a node cannot go on')
      await close()
      process.exit(1)
    })
    return {
      ready: {
        chainId: network.chainId,
        network: network.network,
        validators: network.validators,
        nodes: nodes.map(({ name, rpcUrl, consensusUrl, metricsUrl }) => ({
          name,
          rpc: rpcUrl,
          consensus: consensusUrl,
          metrics: metricsUrl,
        })),
      },
      close,
    }
  },
  { stopWithParent: process.argv.includes('--stop-with-parent') },
)
