import type { NodeContext } from './nodeContext.ts'

/**
 * True when the read model holds every final block the node knows of, and all
 * metadata that can be had; see `MetadataLoader.isSettled`.
 */
export function isReady({ indexer, metadata }: NodeContext): boolean {
  const { cursor, finalBlock, problem } = indexer.state()
  return (
    cursor !== undefined &&
    cursor.block === finalBlock &&
    !problem &&
    metadata.isSettled()
  )
}
