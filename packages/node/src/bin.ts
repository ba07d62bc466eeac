import { readArguments, runService, toNumber } from '@sahara/common'
import { startNode } from './startNode.ts'

const optionNames = {
  data: { type: 'string' },
  host: { type: 'string' },
  port: { type: 'string' },
  rpc: { type: 'string' },
  consensus: { type: 'string' },
  peer: { type: 'string', multiple: true },
  'public-url': { type: 'string' },
  'deny-list': { type: 'string' },
  'no-faucet': { type: 'boolean' },
  'quota-bytes': { type: 'string' },
  rebuild: { type: 'boolean' },
  'log-level': { type: 'string' },
  'stop-with-parent': { type: 'boolean' },
} as const

await runService(
  async () => {
    const values = readArguments(
      optionNames,
      'Use --data DIR --rpc URL [--port N] [--host ADDRESS] [--peer URL]…',
    )
    const { url, chainId, close } = await startNode({
      dataDir: values.data ?? '',
      rpcUrl: values.rpc ?? '',
      consensusUrl: values.consensus,
      host: values.host,
      port: toNumber(values.port),
      peers: values.peer,
      publicUrl: values['public-url'],
      denyList: values['deny-list'],
      faucet: !values['no-faucet'],
      quotaBytes: toNumber(values['quota-bytes']),
      rebuild: values.rebuild,
      logLevel: values['log-level'],
    })
    return { ready: { url, chainId }, close }
  },
  { stopWithParent: process.argv.includes('--stop-with-parent') },
)
