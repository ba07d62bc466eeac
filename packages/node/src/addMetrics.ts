import { Gauge, type Registry } from 'prom-client'
import type { MetadataLoader } from './gateway/createMetadataLoader.ts'
import type { Indexer } from './indexer/createIndexer.ts'

/** How far the read model is, for Prometheus. */
export function addMetrics(
  metrics: Registry,
  modules: { indexer: Indexer; metadata: MetadataLoader },
): void {
  const { state } = modules.indexer
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
  add(
    'sahara_node_metadata_missing',
    'Versions whose metadata no peer has given yet.',
    modules.metadata.missing,
  )
}
