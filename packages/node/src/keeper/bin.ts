import { readArguments, runService, toNumber } from '@sahara/common'
import { startKeeper } from './startKeeper.ts'

const optionNames = {
  data: { type: 'string' },
  host: { type: 'string' },
  port: { type: 'string' },
  rpc: { type: 'string' },
  'public-url': { type: 'string' },
  register: { type: 'boolean' },
  rejoin: { type: 'boolean' },
  'charge-fees': { type: 'boolean' },
  'trust-proxy': { type: 'boolean' },
  'deposits-per-minute': { type: 'string' },
  'requests-per-minute': { type: 'string' },
  'account-requests-per-minute': { type: 'string' },
  'max-pending': { type: 'string' },
  'max-pending-per-publisher': { type: 'string' },
  'max-remembered': { type: 'string' },
  'log-level': { type: 'string' },
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
      port: toNumber(values.port),
      publicUrl: values['public-url'],
      register: values.register,
      rejoin: values.rejoin,
      chargeFees: values['charge-fees'],
      trustProxy: values['trust-proxy'],
      depositsPerMinute: toNumber(values['deposits-per-minute']),
      requestsPerMinute: toNumber(values['requests-per-minute']),
      accountRequestsPerMinute: toNumber(values['account-requests-per-minute']),
      maxPending: toNumber(values['max-pending']),
      maxPendingPerPublisher: toNumber(values['max-pending-per-publisher']),
      maxRemembered: toNumber(values['max-remembered']),
      logLevel: values['log-level'],
    })
    return { ready: { url, address, recipient }, close }
  },
  { stopWithParent: process.argv.includes('--stop-with-parent') },
)
