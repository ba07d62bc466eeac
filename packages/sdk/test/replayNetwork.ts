import { readFileSync } from 'node:fs'
import { SaharaError } from '@sahara/protocol'
import type { ConsensusGenesis } from '@sahara/protocol/api'
import { type Address, createPublicClient, custom, type Hex } from 'viem'
import { createSaharaClient } from '../src/index.ts'
import {
  type ConsensusTransport,
  type CreateLightClientParameters,
  createLightClient,
} from '../src/light/index.ts'

type Recorded = {
  genesis: ConsensusGenesis
  nowMs: number
  sale: {
    block: string
    account: Address
    assetId: Hex
    movedId: Hex
    nobody: Address
  } & Record<string, unknown>
  change: {
    block: string
    joinsAt: string
    leavesAt: string
    balance: unknown
    steps: { verification: { block: string } }[]
  }
  /** Answers by their request. */
  consensus: Record<string, unknown>
  rpc: Record<string, unknown>
}

/** What a real network of four validators answered, see `recordVectors.ts`. */
export const recorded = JSON.parse(
  readFileSync(new URL('./vectors/network.json', import.meta.url), 'utf8'),
) as Recorded

/** Changes an answer on its way; the request names it. */
export type Lie = (request: string, answer: unknown) => unknown

/** A light client on that network, before which somebody may lie. */
export function replayNetwork(
  parameters: Partial<CreateLightClientParameters> & {
    lie?: Lie
    nowMs?: number
  } = {},
) {
  const { lie = (_, answer) => answer, nowMs, ...rest } = parameters
  const asked: string[] = []
  function answerOf(source: Record<string, unknown>, request: string) {
    asked.push(request)
    const answer = lie(request, structuredClone(source[request]))
    if (answer === undefined)
      throw new SaharaError(`Not recorded: ${request}`, {
        code: 'LIGHT_BLOCK_MISSING',
        hint: 'As a node answers that has no such height or page.',
      })
    return answer
  }
  const consensus: ConsensusTransport = async (request) =>
    answerOf(recorded.consensus, JSON.stringify(request))
  const request = async (call: { method: string; params?: unknown }) =>
    answerOf(recorded.rpc, JSON.stringify([call.method, call.params]))
  const client = createSaharaClient({
    rpcUrl: 'http://127.0.0.1:1',
    clock: {
      now: () => nowMs ?? recorded.nowMs,
      sleep: () => Promise.resolve(),
    },
  })
  const chain = createPublicClient({
    transport: custom({ request }, { retryCount: 0 }),
  })
  const light = createLightClient(
    { ...client, chain },
    { genesis: recorded.genesis, consensus, ...rest },
  )
  return { light, asked }
}

/** As the record has it: amounts as text. */
export function toRecord(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (_, one: unknown) =>
      typeof one === 'bigint' ? String(one) : one,
    ),
  )
}
