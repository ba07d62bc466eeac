import {
  type Abi,
  type Address,
  encodeFunctionData,
  type Hash,
  type Hex,
  keccak256,
  type LocalAccount,
  type TransactionReceipt,
} from 'viem'
import type { SaharaClient } from '../createSaharaClient.ts'
import { requireAccount } from './requireAccount.ts'
import { sendTransaction, transactionKey } from './sendTransaction.ts'

export type SenderParameters = {
  /** Signs and pays the gas. @default the client's account */
  account?: LocalAccount | undefined
  signal?: AbortSignal | undefined
}

export type SentReturnType = { transactionHash: Hash }

export type WriteParameters = SenderParameters & {
  address: Address
  abi: Abi
  functionName: string
  args: readonly unknown[]
  /** Native coin to send along, in wei. */
  value?: bigint | undefined
  /** Names the operation. @default the hash of the call itself */
  key?: string | undefined
  /**
   * Keeps the transaction in the journal, where nothing on chain names the
   * operation: called again with the same key, this waits for the first.
   * @default false
   */
  isKept?: boolean | undefined
}

/**
 * Calls a contract and returns its final receipt. Interrupted, the same call
 * made again waits for the first transaction; two equal calls at the same time
 * are one.
 */
export async function write(
  client: SaharaClient,
  parameters: WriteParameters,
): Promise<TransactionReceipt> {
  const { address, abi, functionName, args, value, signal } = parameters
  const account = requireAccount(client, parameters.account)
  const data: Hex = encodeFunctionData({ abi, functionName, args })
  const key =
    parameters.key ??
    keccak256(
      `${address}${(value ?? 0n).toString(16).padStart(64, '0')}${data.slice(2)}`,
    )
  const receipt = await sendTransaction(client, {
    account,
    to: address,
    data,
    value,
    key,
    signal,
  })
  if (!parameters.isKept)
    await client.journal.delete(transactionKey(account.address, key))
  return receipt
}

/** `write`, for whom its transaction is all there is to know. */
export async function send(
  client: SaharaClient,
  parameters: WriteParameters,
): Promise<SentReturnType> {
  const { transactionHash } = await write(client, parameters)
  return { transactionHash }
}
