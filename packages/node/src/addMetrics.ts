import { Gauge, type Registry } from 'prom-client'
import type { IndexerState } from './indexer/createIndexer.ts'

/** How far the read model is, for Prometheus. */
export function addMetrics(metrics: Registry, state: () => IndexerState): void {
  const add = (name: string, help: string, value: () => number) =>
    new Gauge({
      name,
      help,
      registers: [metrics],
      collect() {
        this.set(value())
      },
    })
  add(
    'sahara_node_indexed_block',
    'The last block in the read model.',
    () => state().cursor?.block ?? -1,
  )
  add(
    'sahara_node_final_block',
    'The last final block of the chain.',
    () => state().finalBlock ?? -1,
  )
  add('sahara_node_indexer_stuck', '1 while the indexer cannot go on.', () =>
    state().problem ? 1 : 0,
  )
}
