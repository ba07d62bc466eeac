import { readArguments, runService, toNumber } from '@sahara/common'
import { startChain } from './startChain.ts'

const optionNames = {
  data: { type: 'string' },
  genesis: { type: 'string' },
  host: { type: 'string' },
  port: { type: 'string' },
  'block-interval-ms': { type: 'string' },
  'idle-interval-ms': { type: 'string' },
  'max-replay-cost-ms': { type: 'string' },
  'stop-with-parent': { type: 'boolean' },
} as const

await runService(
  async () => {
    const values = readArguments(
      optionNames,
      'Use --data DIR --genesis FILE [--port N] [--host ADDRESS].',
    )
    const { failed, ...chain } = await startChain({
      dataDir: values.data ?? '',
      genesisPath: values.genesis ?? '',
      host: values.host,
      port: toNumber(values.port),
      blockIntervalMs: toNumber(values['block-interval-ms']),
      idleIntervalMs: toNumber(values['idle-interval-ms']),
      maxReplayCostMs: toNumber(values['max-replay-cost-ms']),
    })
    void failed.then(async () => {
      await chain.close()
      process.exit(1)
    })
    return {
      ready: { url: chain.url, chainId: chain.chainId },
      close: chain.close,
    }
  },
  { stopWithParent: process.argv.includes('--stop-with-parent') },
)
