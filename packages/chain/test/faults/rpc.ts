import { setTimeout as delay } from 'node:timers/promises'
import { type Hex, toHex } from 'viem'
import { callRpc } from '../../src/network/callRpc.ts'

const maxBatch = 200
/** A busy machine answers late, which is no fault of the chain. */
const answerMs = 30_000
const tries = 9

type Call = { method: string; params: readonly unknown[] }

/** Many calls of geth in few requests, answers in their order. */
export async function callMany(
  url: string,
  calls: readonly Call[],
): Promise<unknown[]> {
  const answers: unknown[] = []
  for (let at = 0; at < calls.length; at += maxBatch) {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(
        calls
          .slice(at, at + maxBatch)
          .map((call, id) => ({ jsonrpc: '2.0', id, ...call })),
      ),
      signal: AbortSignal.timeout(answerMs),
    })
    const part = (await response.json()) as { id: number; result?: unknown }[]
    if (!Array.isArray(part)) throw new Error(`${url} answers no batch`)
    part.sort((a, b) => a.id - b.id)
    answers.push(...part.map(({ result }) => result))
  }
  return answers
}

/** Where a transaction is, as its receipt says. */
export type Receipt = { transactionHash: Hex; blockHash: Hex }

/** Full blocks whose receipts geth still answers at once. */
const maxReceiptBlocks = 5

/**
 * The receipts of blocks. By transaction each would cost geth the reading of
 * its whole block.
 *
 * @throws {Error} when the node lacks one of the blocks
 */
export async function receiptsOf(
  url: string,
  heights: readonly number[],
): Promise<Receipt[][]> {
  const blocks: Receipt[][] = []
  for (let at = 0; at < heights.length; at += maxReceiptBlocks) {
    const part = heights.slice(at, at + maxReceiptBlocks)
    const answers = await callMany(
      url,
      part.map((height) => ({
        method: 'eth_getBlockReceipts',
        params: [toHex(height)],
      })),
    )
    for (const [index, receipts] of answers.entries()) {
      if (!Array.isArray(receipts))
        throw new Error(`${url} has no receipts of block ${part[index]}`)
      blocks.push(receipts as Receipt[])
    }
  }
  return blocks
}

/** Asks a node that runs until it answers, a few times. */
export async function again<T>(ask: () => Promise<T>): Promise<T> {
  for (let turn = 1; ; turn++)
    try {
      return await ask()
    } catch (error) {
      if (turn === tries) throw error
      await delay(turn * 1_000)
    }
}

type Addressed = { rpcUrl: string; consensusUrl: string }

/** The number of geth's newest block. */
export async function heightOf(node: Addressed): Promise<number> {
  return Number(await callRpc(node.rpcUrl, 'eth_blockNumber', []))
}

/** A block as CometBFT has it. */
export type ConsensusBlock = {
  block_id: { hash: string }
  block: {
    header: {
      height: string
      time: string
      app_hash: string
      proposer_address: string
      last_block_id: { hash: string }
    }
    evidence: { evidence: { type: string; value: unknown }[] }
    last_commit: {
      round: number
      signatures: { block_id_flag: number; validator_address: string }[]
    }
  }
}

export async function consensusBlock(
  node: Addressed,
  height: number,
): Promise<ConsensusBlock> {
  const answer = (await callRpc(node.consensusUrl, 'block', {
    height: String(height),
  })) as ConsensusBlock | undefined
  if (!answer?.block) throw new Error(`no block ${height} yet`)
  return answer
}

/** Who decides at a height, as `ADDRESS power`, in lower case and sorted. */
export async function validatorsAt(
  node: Addressed,
  height: number | bigint,
): Promise<string[]> {
  const { validators } = (await callRpc(node.consensusUrl, 'validators', {
    height: String(height),
  })) as { validators: { address: string; voting_power: string }[] }
  return validators
    .map(
      ({ address, voting_power }) =>
        `0x${address.toLowerCase()} ${voting_power}`,
    )
    .sort()
}

/** Whose votes for a block are in the next one, in lower case and sorted. */
export async function signersOf(
  node: Addressed,
  height: number | bigint,
): Promise<string[]> {
  const { block } = await consensusBlock(node, Number(height) + 1)
  return block.last_commit.signatures
    .filter(({ block_id_flag }) => block_id_flag === 2)
    .map(({ validator_address }) => `0x${validator_address.toLowerCase()}`)
    .sort()
}
