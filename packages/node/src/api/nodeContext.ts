import type { PGlite } from '@electric-sql/pglite'
import type { Common } from '@sahara/common'
import type { ConsensusTransport } from '@sahara/sdk/light'
import type { PublicClient } from 'viem'
import type { BlobGateway } from '../gateway/createBlobGateway.ts'
import type { MetadataLoader } from '../gateway/createMetadataLoader.ts'
import type { UploadSessions } from '../gateway/createUploadSessions.ts'
import type { Indexer } from '../indexer/createIndexer.ts'
import type { Locations } from '../locations/createLocations.ts'
import type { OrderBook } from '../orders/createOrderBook.ts'
import type { Faucet } from './createFaucet.ts'

/** What the HTTP routes work with. */
export type NodeContext = {
  common: Common
  database: PGlite
  chain: PublicClient
  chainId: number
  indexer: Indexer
  metadata: MetadataLoader
  blobs: BlobGateway
  sessions: UploadSessions
  locations: Locations
  orders: OrderBook
  /** Only where a chain has validators. */
  consensus: ConsensusTransport | undefined
  /** Only on local chains. */
  faucet: Faucet | undefined
}
