import { readArguments, runService } from '@sahara/common'
import { startKeeper } from './startKeeper.ts'

const optionNames = {
  data: { type: 'string' },
  host: { type: 'string' },
  port: { type: 'string' },
  rpc: { type: 'string' },
  'public-url': { type: 'string' },
  register: { type: 'boolean' },
  'log-level': { type: 'string' },
  json: { type: 'boolean' },
  'stop-with-parent': { type: 'boolean' },
} as const

await runService(
  async () => {
    const values = readArguments(
      optionNames,
      'Use --data DIR --rpc URL [--port N] [--host ADDRESS] [--public-url URL] [--register].',
    )
    const { url, address, recipient, close } = await startKeeper({
      dataDir: values.data ?? '',
      rpcUrl: values.rpc ?? '',
      host: values.host,
      port: values.port === undefined ? undefined : Number(values.port),
      publicUrl: values['public-url'],
      register: values.register,
      logLevel: values['log-level'],
    })
    return { ready: { url, address, recipient }, close }
  },
  { stopWithParent: process.argv.includes('--stop-with-parent') },
)
