import { createPublicClient, type LocalAccount, type PublicClient } from 'viem'
import { createChainTransport } from './internal/createChainTransport.ts'
import { createMutex, type Mutex } from './internal/createMutex.ts'
import { createMemoryJournal, type Journal } from './journal.ts'

/** Time as a parameter, so that tests can hold it still. */
export type SdkClock = {
  /** Milliseconds since the Unix epoch. */
  now: () => number
  sleep: (ms: number, signal?: AbortSignal) => Promise<void>
}

/** What every action works with. */
export type SaharaClient = {
  chain: PublicClient
  nodeUrl: string | undefined
  /** Signs and pays in actions that are given no account of their own. */
  account: LocalAccount | undefined
  journal: Journal
  clock: SdkClock
  fetch: typeof fetch
  /** Held per account from choosing a nonce until the transaction is sent. */
  nonceMutex: Mutex
}

export type CreateSaharaClientParameters = {
  rpcUrl: string
  /** Needed by actions that search or move bytes. */
  nodeUrl?: string | undefined
  account?: LocalAccount | undefined
  /** @default a journal in memory, which does not survive the process */
  journal?: Journal | undefined
  clock?: SdkClock | undefined
  fetch?: typeof fetch | undefined
}

/**
 * What every action of the SDK is given. Opens no connection yet.
 *
 * @example
 * const client = createSaharaClient({ rpcUrl: 'http://127.0.0.1:4601', account })
 */
export function createSaharaClient(
  parameters: CreateSaharaClientParameters,
): SaharaClient {
  const clock = parameters.clock ?? { now: () => Date.now(), sleep }
  return {
    chain: createPublicClient({
      transport: createChainTransport(parameters.rpcUrl, clock.sleep),
      cacheTime: 0,
    }),
    nodeUrl: parameters.nodeUrl?.replace(/\/+$/, ''),
    account: parameters.account,
    journal: parameters.journal ?? createMemoryJournal(),
    clock,
    fetch: parameters.fetch ?? ((input, init) => fetch(input, init)),
    nonceMutex: createMutex(),
  }
}

function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, ms)
    function done(): void {
      clearTimeout(timer)
      signal?.removeEventListener('abort', done)
      resolve()
    }
    if (signal?.aborted) done()
    else signal?.addEventListener('abort', done)
  })
}
