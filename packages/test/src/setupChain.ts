import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type StartChainReturnType, startChain } from '@sahara/chain'
import { type Clock, createLogger } from '@sahara/common'
import { localChainId } from '@sahara/protocol'
import { genesisPath } from '@sahara/protocol/genesis'
import {
  type Chain,
  createPublicClient,
  defineChain,
  type HttpTransport,
  http,
  type PublicClient,
} from 'viem'
import { readTestNetwork, setupNetworkChain } from './setupNetworkChain.ts'

/** The embedded chain for stock clients; its RPC is the one of a test. */
export const localChain: Chain = defineChain({
  id: localChainId,
  name: 'Sahara (embedded)',
  nativeCurrency: { name: 'Sahara', symbol: 'SAHARA', decimals: 18 },
  rpcUrls: { default: { http: [] } },
})

export type TestChain = {
  url: string
  publicClient: PublicClient<HttpTransport, Chain>
  close: () => Promise<void>
}

/**
 * The real chain with the real contracts, on a port of the system's choice and
 * in a folder that is gone after `close`. One for each test file.
 *
 * It is the embedded chain, unless `SAHARA_TEST_CHAIN` names a network. A test
 * with a clock of its own keeps the embedded one: validators go by theirs.
 */
export async function setupChain(
  options: { blockIntervalMs?: number; clock?: Clock | undefined } = {},
): Promise<TestChain> {
  const validators = readTestNetwork(process.env)
  if (validators && !options.clock) {
    const { url, close } = await setupNetworkChain({ validators })
    return { url, publicClient: clientOf(url), close }
  }
  const dataDir = await mkdtemp(join(tmpdir(), 'sahara-test-chain-'))
  let chain: StartChainReturnType
  try {
    chain = await startChain({
      dataDir,
      genesisPath,
      blockIntervalMs: options.blockIntervalMs ?? 20,
      clock: options.clock,
      logger: createLogger('chain', { level: 'silent' }),
    })
  } catch (error) {
    await rm(dataDir, { recursive: true, force: true })
    throw error
  }
  return {
    url: chain.url,
    publicClient: clientOf(chain.url),
    close: async () => {
      await chain.close()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

function clientOf(url: string): TestChain['publicClient'] {
  return createPublicClient({
    chain: localChain,
    transport: http(url),
    pollingInterval: 20,
    cacheTime: 0,
  })
}
