import { SaharaError } from '@sahara/protocol'
import { createPublicClient, custom } from 'viem'
import { createSaharaClient } from '../src/index.ts'
import {
  createLightClient,
  verifyBalance,
  verifyLicence,
} from '../src/light/index.ts'

/**
 * Verifies what a network was recorded to answer; bundled for browsers and run
 * without Node in a test.
 *
 * @param text the record, as JSON
 * @returns what was verified, as JSON
 */
export async function verifyRecorded(text: string): Promise<string> {
  const { genesis, nowMs, sale, change, ...recorded } = JSON.parse(text)
  const light = (answerOf: (method: string, answer: object) => object) =>
    createLightClient(
      {
        ...createSaharaClient({
          rpcUrl: 'http://127.0.0.1:1',
          clock: { now: () => nowMs, sleep: () => Promise.resolve() },
        }),
        chain: createPublicClient({
          transport: custom({
            request: async ({ method, params }) =>
              answerOf(method, recorded.rpc[JSON.stringify([method, params])]),
          }),
        }),
      },
      {
        genesis,
        consensus: async (request) =>
          recorded.consensus[JSON.stringify(request)],
      },
    )
  // Each from the genesis on, as it was recorded.
  const honest = () => light((_, answer) => answer)
  const { account, assetId } = sale
  const block = BigInt(sale.block)
  const liar = light((method, answer) =>
    method === 'eth_getBlockByNumber'
      ? { ...answer, stateRoot: `0x${'1'.repeat(64)}` }
      : answer,
  )
  const told = {
    licence: await verifyLicence(honest(), { account, assetId, block }),
    balance: await verifyBalance(honest(), {
      account,
      block: BigInt(change.block),
    }),
    lie: await verifyLicence(liar, { account, assetId, block }).catch(
      (error: unknown) => SaharaError.isInstance(error) && error.code,
    ),
  }
  return JSON.stringify(told, (_, value: unknown) =>
    typeof value === 'bigint' ? String(value) : value,
  )
}
