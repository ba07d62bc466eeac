import {
  createLogger,
  readArguments,
  runService,
  systemClock,
} from '@sahara/common'
import { enginesFolder } from '../engines/enginesFolder.ts'
import { findEngines } from '../engines/findEngines.ts'
import { startNode } from './startNode.ts'

// One node of Sahara chain, in a folder made for it.
await runService(
  async () => {
    const { data = '' } = readArguments(
      { data: { type: 'string' }, 'stop-with-parent': { type: 'boolean' } },
      'Use --data DIR.',
    )
    const logger = createLogger('chain-node')
    const node = await startNode({
      directory: data,
      engines: await findEngines(enginesFolder(process.env)),
      clock: systemClock,
      logger,
    })
    void node.failed.then(async (reason) => {
      logger.error({ err: reason }, 'the node cannot go on')
      await node.close()
      process.exit(1)
    })
    const { name, rpcUrl, consensusUrl, metricsUrl, close } = node
    return {
      ready: {
        name,
        rpc: rpcUrl,
        consensus: consensusUrl,
        metrics: metricsUrl,
      },
      close,
    }
  },
  { stopWithParent: process.argv.includes('--stop-with-parent') },
)
