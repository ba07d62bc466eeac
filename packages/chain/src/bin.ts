import { parseArgs } from 'node:util'
import { runService } from '@sahara/common'
import { SaharaError } from '@sahara/protocol'
import { startChain } from './startChain.ts'

const optionNames = {
  data: { type: 'string' },
  genesis: { type: 'string' },
  host: { type: 'string' },
  port: { type: 'string' },
  'block-interval-ms': { type: 'string' },
  'idle-interval-ms': { type: 'string' },
  'max-replay-cost-ms': { type: 'string' },
  json: { type: 'boolean' },
  'stop-with-parent': { type: 'boolean' },
} as const

function readArguments() {
  try {
    return parseArgs({ options: optionNames }).values
  } catch (cause) {
    throw new SaharaError((cause as Error).message, {
      code: 'CONFIG_INVALID',
      hint: 'Use --data DIR --genesis FILE [--port N] [--host ADDRESS].',
      cause,
    })
  }
}

function toNumber(value: string | undefined): number | undefined {
  return value === undefined ? undefined : Number(value)
}

await runService(
  async () => {
    const values = readArguments()
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
