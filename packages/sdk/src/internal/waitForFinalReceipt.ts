import { SaharaError } from '@sahara/protocol'
import {
  type Address,
  type Hash,
  type Hex,
  type TransactionReceipt,
  TransactionReceiptNotFoundError,
} from 'viem'
import type { SaharaClient } from '../createSaharaClient.ts'

export type WaitForFinalReceiptParameters = {
  hash: Hash
  /** The signed bytes, sent again while the chain does not know them. */
  raw: Hex
  nonce: number
  /** The sender. */
  address: Address
  signal?: AbortSignal | undefined
  /** @default 120,000 */
  timeoutMs?: number | undefined
}

const pollMs = 100
/** Polls without a receipt before the bytes are sent again. */
const pollsUntilRebroadcast = 10

/**
 * Waits until the block of the receipt is final and still the block of the
 * receipt. Returns `'replaced'` when a final block used the nonce for another
 * transaction.
 *
 * @throws {SaharaError} `TRANSACTION_NOT_FINAL` (retryable)
 */
export async function waitForFinalReceipt(
  client: SaharaClient,
  parameters: WaitForFinalReceiptParameters,
): Promise<TransactionReceipt | 'replaced'> {
  const { hash, raw, nonce, address, signal } = parameters
  const deadline = client.clock.now() + (parameters.timeoutMs ?? 120_000)
  let seen: Hash | undefined
  let receipt: TransactionReceipt | undefined
  for (let poll = 0; ; poll++) {
    const final = await client.chain.getBlock({ blockTag: 'finalized' })
    // Nothing becomes final between two final blocks: then one question is enough.
    if (final.hash !== seen) {
      receipt = await findReceipt(client, hash)
      if (receipt && receipt.blockNumber <= final.number) {
        const block = await client.chain.getBlock({
          blockNumber: receipt.blockNumber,
        })
        if (block.hash === receipt.blockHash) return receipt
      }
      if (!receipt) {
        const used = await client.chain.getTransactionCount({
          address,
          blockNumber: final.number,
        })
        // Ask once more: the receipt may have come between the two questions.
        if (used > nonce && !(await findReceipt(client, hash)))
          return 'replaced'
      }
      seen = final.hash
    }
    if (!receipt && poll % pollsUntilRebroadcast === 0)
      await client.chain
        .sendRawTransaction({ serializedTransaction: raw })
        .catch(() => undefined)
    if (signal?.aborted || client.clock.now() >= deadline)
      throw new SaharaError('The transaction is sent but not final yet.', {
        code: 'TRANSACTION_NOT_FINAL',
        hint: 'Run the same again: it waits for this transaction and sends no other.',
        details: { transactionHash: hash },
        retryable: true,
      })
    await client.clock.sleep(pollMs, signal)
  }
}

async function findReceipt(
  client: SaharaClient,
  hash: Hash,
): Promise<TransactionReceipt | undefined> {
  try {
    return await client.chain.getTransactionReceipt({ hash })
  } catch (error) {
    if (error instanceof TransactionReceiptNotFoundError) return undefined
    throw error
  }
}
