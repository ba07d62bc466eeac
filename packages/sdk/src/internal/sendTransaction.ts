import { SaharaError } from '@sahara/protocol'
import {
  type Address,
  type Hash,
  type Hex,
  isHex,
  keccak256,
  type LocalAccount,
  type TransactionReceipt,
} from 'viem'
import { z } from 'zod'
import type { SaharaClient } from '../createSaharaClient.ts'
import { estimateCost } from './estimateCost.ts'
import { readEntry } from './readEntry.ts'
import { toChainError } from './toChainError.ts'
import { waitForFinalReceipt } from './waitForFinalReceipt.ts'

const hex = z.custom<Hex>((value) => isHex(value))
const recordSchema = z.strictObject({ raw: hex, nonce: z.int().min(0) })
type SentTransaction = z.infer<typeof recordSchema>

export type SendTransactionParameters = {
  account: LocalAccount
  to: Address
  data: Hex
  /** Native coin to send along, in wei. */
  value?: bigint | undefined
  /**
   * Names the operation in the journal. A second call with the same key waits
   * for the first transaction instead of sending another. The caller deletes
   * the entry (`transactionKey`) when the operation is over.
   */
  key: string
  signal?: AbortSignal | undefined
  /** @default 120,000 */
  timeoutMs?: number | undefined
}

/** Where the journal keeps the signed transaction of an operation. */
export function transactionKey(account: Address, key: string): string {
  return `transaction:${account.toLowerCase()}:${key}`
}

/**
 * Signs here, writes the signed bytes down, sends them, and returns when the
 * receipt is final.
 *
 * @throws {SaharaError} `CHAIN_UNREACHABLE`, `GAS_BALANCE_TOO_LOW`,
 * `TRANSACTION_REVERTED`, `TRANSACTION_NOT_FINAL`, `TOKEN_BALANCE_TOO_LOW`,
 * `JOURNAL_INVALID`
 */
export async function sendTransaction(
  client: SaharaClient,
  parameters: SendTransactionParameters,
): Promise<TransactionReceipt> {
  const { account, signal, timeoutMs } = parameters
  const key = transactionKey(account.address, parameters.key)
  try {
    for (;;) {
      const sent = await client.nonceMutex.run(account.address, () =>
        loadOrSend(client, parameters, key),
      )
      const hash: Hash = keccak256(sent.raw)
      const receipt = await waitForFinalReceipt(client, {
        hash,
        raw: sent.raw,
        nonce: sent.nonce,
        address: account.address,
        signal,
        timeoutMs,
      })
      // Another transaction took the nonce and is final, so ours can never
      // take effect: only now is it safe to sign anew.
      if (receipt === 'replaced') {
        await client.journal.delete(key)
        continue
      }
      if (receipt.status === 'success') return receipt
      await client.journal.delete(key)
      throw await explainRevert(client, parameters, receipt)
    }
  } catch (error) {
    throw toChainError(error)
  }
}

async function loadOrSend(
  client: SaharaClient,
  parameters: SendTransactionParameters,
  key: string,
): Promise<SentTransaction> {
  const earlier = await readEntry(client.journal, key, recordSchema)
  if (earlier) return earlier

  const { account, to, data, value = 0n } = parameters
  const { gas, maxFeePerGas, maxPriorityFeePerGas } = await estimateCost(
    client,
    { account: account.address, to, data, value },
  )
  const [chainId, nonce] = await Promise.all([
    client.chain.getChainId(),
    client.chain.getTransactionCount({
      address: account.address,
      blockTag: 'pending',
    }),
  ])
  const raw = await account.signTransaction({
    type: 'eip1559',
    chainId,
    nonce,
    to,
    data,
    value,
    gas,
    maxFeePerGas,
    maxPriorityFeePerGas,
  })
  const record: SentTransaction = { raw, nonce }
  await client.journal.set(key, JSON.stringify(record))
  await broadcast(client, raw)
  return record
}

/** A refusal proves nothing: the bytes may have arrived before. The wait decides. */
async function broadcast(client: SaharaClient, raw: Hex): Promise<void> {
  await client.chain
    .sendRawTransaction({ serializedTransaction: raw })
    .catch(() => undefined)
}

async function explainRevert(
  client: SaharaClient,
  parameters: SendTransactionParameters,
  receipt: TransactionReceipt,
): Promise<unknown> {
  const { account, to, data, value = 0n } = parameters
  try {
    await client.chain.call({
      account: account.address,
      to,
      data,
      value,
      blockNumber: receipt.blockNumber,
    })
  } catch (error) {
    return toChainError(error)
  }
  return new SaharaError('The contracts refused the transaction.', {
    code: 'TRANSACTION_REVERTED',
    hint: 'Look at it by its hash; nothing was changed but the gas spent.',
    details: { transactionHash: receipt.transactionHash },
  })
}
