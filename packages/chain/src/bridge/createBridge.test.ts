import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createCommon } from '@sahara/common'
import { type Hex, hexToBytes } from 'viem'
import { expect, test } from 'vitest'
import { quietLogger } from '../../test/fixtures.ts'
import { proposalStatus } from './abci/messages.ts'
import { encodeProposal } from './codec/proposal.ts'
import { createBridge } from './createBridge.ts'
import { createBridgeMetrics } from './createBridgeMetrics.ts'
import { createPatience } from './createPatience.ts'
import { createBuilderClient } from './engineApi/createBuilderClient.ts'
import { createEngineClient } from './engineApi/createEngineClient.ts'
import { createPoolClient } from './engineApi/createPoolClient.ts'

const word: Hex = `0x${'11'.repeat(32)}`
const proposer: Hex = `0x${'22'.repeat(20)}`
const parent = { number: '0x0', hash: word, timestamp: '0x0' }

/** The one payload that may follow. */
const payload = {
  ...{ parentHash: word, stateRoot: word, receiptsRoot: word },
  ...{ prevRandao: word, blockHash: word, feeRecipient: proposer },
  ...{ logsBloom: `0x${'00'.repeat(256)}` as Hex, extraData: '0x' as Hex },
  ...{ blockNumber: 1n, gasLimit: 1n, gasUsed: 0n, timestamp: 100n },
  ...{ baseFeePerGas: 1n, blobGasUsed: 0n, excessBlobGas: 0n },
  ...{ withdrawals: [], transactions: [] },
}

const request = {
  txs: [encodeProposal({ payload, executionRequests: [] })],
  proposedLastCommit: { round: 0, votes: [] },
  misbehavior: [],
  hash: new Uint8Array(),
  height: 1n,
  time: { seconds: 100n, nanos: 0 },
  proposerAddress: hexToBytes(proposer),
}

// Where every machine is too slow for the blocks that come, all validators
// refused each of them, round after round, for ever.
test('behavior: a validator that was too slow takes longer the next time', async () => {
  const firstMs = 60
  const slowMs = 200
  const common = createCommon('test')
  const geth = createServer(async (incoming, outgoing) => {
    let text = ''
    for await (const chunk of incoming) text += chunk
    const isPayload = JSON.parse(text).method === 'engine_newPayloadV4'
    if (isPayload) await common.clock.sleep(slowMs)
    const result = isPayload ? { status: 'VALID' } : parent
    outgoing.end(JSON.stringify({ jsonrpc: '2.0', id: 1, result }))
  }).listen(0, '127.0.0.1')
  await once(geth, 'listening')
  const url = `http://127.0.0.1:${(geth.address() as AddressInfo).port}`
  const connect = (timeoutMs: number) =>
    createEngineClient({
      ...{ url, timeoutMs, clock: common.clock },
      secret: new Uint8Array(32),
    })
  const bridge = createBridge({
    ...{ chainId: 1, network: 'test', clock: common.clock },
    engine: connect(10_000),
    patience: createPatience({ connect, firstMs, longestMs: 10_000 }),
    builder: createBuilderClient({ path: '/nowhere', timeoutMs: 1_000 }),
    pool: createPoolClient({ url, timeoutMs: 1_000 }),
    logger: quietLogger,
    metrics: createBridgeMetrics(common.metrics),
  })
  const judgements: number[] = []
  do {
    judgements.push((await bridge.processProposal(request)).status)
  } while (judgements.at(-1) !== proposalStatus.accept)
  expect(judgements.length).toBeGreaterThan(1)
  expect(judgements[0]).toBe(proposalStatus.reject)
  geth.closeAllConnections()
  geth.close()
})
