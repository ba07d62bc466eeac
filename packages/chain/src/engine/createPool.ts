import { SaharaError } from '@sahara/protocol'
import { type Hex, keccak256 } from 'viem'
import { z } from 'zod'
import { RpcError } from '../anvil/createRpcClient.ts'
import type { Anvil } from '../anvil/spawnAnvil.ts'

/** The signed transactions that anvil accepted and no block holds yet. */
export type Pool = {
  /** Gives a transaction to anvil. Throws {@link RpcError} when refused. */
  submit: (anvil: Anvil, transaction: Hex) => Promise<Hex>
  /** The signed bytes of a transaction of the pool. */
  get: (hash: Hex) => Hex | undefined
  /** Forgets what a block holds; says whether more could be mined. */
  settle: (anvil: Anvil, mined: Hex[]) => Promise<boolean>
  /** Gives everything to another anvil, in the order it came. */
  resubmit: (anvil: Anvil) => Promise<void>
  size: () => number
}

const maxTransactions = 20_000
const maxTransactionBytes = 128 * 1024

const statusSchema = z.object({ pending: z.string(), queued: z.string() })

/** An empty pool. */
export function createPool(): Pool {
  const transactions = new Map<Hex, Hex>()

  return {
    size: () => transactions.size,
    get: (hash) => transactions.get(hash),

    submit: async (anvil, transaction) => {
      checkForm(transaction)
      const hash = keccak256(transaction)
      if (transactions.has(hash)) return hash
      if (transactions.size >= maxTransactions) throw refused('txpool is full')
      // Noted first: a block may be mined while anvil still answers.
      transactions.set(hash, transaction)
      try {
        await anvil.rpc.call('eth_sendRawTransaction', [transaction])
        return hash
      } catch (error) {
        if (SaharaError.isInstance(error)) throw error
        if (await isKnown(anvil, hash)) return hash
        transactions.delete(hash)
        if (error instanceof RpcError && error.rpcCode === -32003)
          throw refused(lowerFirst(error.message))
        throw error
      }
    },

    settle: async (anvil, mined) => {
      for (const hash of mined) transactions.delete(hash)
      if (transactions.size === 0) return false
      const status = statusSchema.parse(await anvil.rpc.call('txpool_status'))
      const ready = Number(status.pending)
      // anvil also drops what was replaced or can no longer be mined.
      if (transactions.size !== ready + Number(status.queued))
        for (const hash of [...transactions.keys()])
          if (!(await isKnown(anvil, hash))) transactions.delete(hash)
      return ready > 0
    },

    resubmit: async (anvil) => {
      for (const [hash, transaction] of [...transactions])
        await anvil.rpc
          .call('eth_sendRawTransaction', [transaction])
          .catch((error: unknown) => {
            if (!(error instanceof RpcError)) throw error
            transactions.delete(hash)
          })
    },
  }
}

async function isKnown(anvil: Anvil, hash: Hex): Promise<boolean> {
  return (await anvil.rpc.call('eth_getTransactionByHash', [hash])) !== null
}

function checkForm(transaction: Hex): void {
  if (!/^0x(?:[0-9a-fA-F]{2})+$/.test(transaction))
    throw new RpcError({
      code: -32602,
      message: 'invalid argument 0: expected the bytes of a transaction in hex',
    })
  if (transaction.length > 2 + 2 * maxTransactionBytes)
    throw refused('oversized data: transaction size exceeds 131072 bytes')
  if (transaction.startsWith('0x03'))
    throw refused('transaction type not supported: blob transactions')
}

function refused(message: string): RpcError {
  return new RpcError({ code: -32000, message })
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1)
}
