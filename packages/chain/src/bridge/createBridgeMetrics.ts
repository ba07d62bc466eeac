import { Counter, Gauge, Histogram, type Registry } from 'prom-client'

export type BridgeMetrics = ReturnType<typeof createBridgeMetrics>

/** What the bridge counts, for Prometheus. */
export function createBridgeMetrics(registry: Registry) {
  const registers = [registry]
  return {
    height: new Gauge({
      name: 'sahara_chain_height_blocks',
      help: 'The last block this node has made its head.',
      registers,
    }),
    transactions: new Counter({
      name: 'sahara_chain_transactions_total',
      help: 'Transactions in the blocks executed since the bridge started.',
      registers,
    }),
    refused: new Counter({
      name: 'sahara_chain_refused_proposals_total',
      help: 'Proposals this node voted against.',
      registers,
    }),
    buildSeconds: new Histogram({
      name: 'sahara_chain_build_seconds',
      help: 'How long it took to build a block of its own.',
      buckets: [0.1, 0.25, 0.5, 1, 1.5, 2, 3],
      registers,
    }),
  }
}
