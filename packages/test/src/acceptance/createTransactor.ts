import { localChainId } from '@sahara/protocol'
import type { Address, Hex, TransactionReceipt } from 'viem'
import { accountAt, accounts } from '../accounts.ts'
import type { TestChain } from '../setupChain.ts'

export type TransactorCall = {
  /** Index of the developer account that signs. */
  from: number
  to: Address
  data: Hex
  value?: bigint | undefined
  /** Else a transaction that reverts is an error. */
  mayRevert?: boolean
  /** Called with the receipt, in the order of the calls. */
  check?: ((receipt: TransactionReceipt) => void) | undefined
}

/** Sends many transactions without waiting for each. */
export type Transactor = {
  send: (call: TransactorCall) => Promise<void>
  /** Waits until all are final, succeeded, and stand in the order sent. */
  settle: () => Promise<void>
}

const gas = 3_000_000n
const maxUnsettled = 40

/** A transactor for the developer accounts of one chain. */
export function createTransactor({ publicClient }: TestChain): Transactor {
  const nonces = accounts.map(() => 0)
  let sent: { hash: Hex; call: TransactorCall }[] = []

  async function settle(): Promise<void> {
    const settling = sent
    sent = []
    const last = settling.at(-1)
    if (!last) return
    await publicClient.waitForTransactionReceipt({ hash: last.hash })
    const receipts = await Promise.all(
      settling.map(({ hash }) =>
        publicClient.waitForTransactionReceipt({ hash }),
      ),
    )
    let position = 0n
    for (const [index, receipt] of receipts.entries()) {
      const next =
        receipt.blockNumber * 100_000n + BigInt(receipt.transactionIndex)
      if (next <= position) throw new RangeError('mined in another order')
      if (receipt.status !== 'success' && !settling[index]?.call.mayRevert)
        throw new RangeError(`reverted: ${JSON.stringify(describe(index))}`)
      position = next
      settling[index]?.call.check?.(receipt)
    }

    function describe(index: number) {
      const call = settling[index]?.call
      return { ...call, value: call?.value?.toString() }
    }
  }

  return {
    settle,
    send: async (call) => {
      const nonce = nonces[call.from] ?? 0
      nonces[call.from] = nonce + 1
      const serializedTransaction = await accountAt(call.from).signTransaction({
        chainId: localChainId,
        type: 'eip1559',
        nonce,
        gas,
        maxFeePerGas: 10_000_000_000n,
        maxPriorityFeePerGas: 1n,
        to: call.to,
        data: call.data,
        value: call.value ?? 0n,
      })
      const hash = await publicClient.sendRawTransaction({
        serializedTransaction,
      })
      sent.push({ hash, call })
      if (sent.length >= maxUnsettled) await settle()
    },
  }
}
