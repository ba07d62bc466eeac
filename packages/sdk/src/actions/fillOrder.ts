import {
  addresses,
  fillNonceOf,
  type Order,
  orderHashOf,
  SaharaError,
  toOrderMessage,
} from '@sahara/protocol'
import { exchangeAbi } from '@sahara/protocol/abis'
import {
  encodeFunctionData,
  type Hash,
  type Hex,
  isAddressEqual,
  type LocalAccount,
  type Log,
  parseEventLogs,
} from 'viem'
import type { SaharaClient } from '../createSaharaClient.ts'
import { letExchangeTakeItem } from '../internal/letExchangeTakeItem.ts'
import { payOnce } from '../internal/payOnce.ts'
import { requireAccount } from '../internal/requireAccount.ts'
import { sendTransaction } from '../internal/sendTransaction.ts'
import { rethrowChainError } from '../internal/toChainError.ts'
import type { SenderParameters } from '../internal/write.ts'

export type FillOrderParameters = SenderParameters & {
  order: Order
  /** The maker's. */
  signature: Hex
  /** Shares to trade. @default 1 for ownership, else all of the order */
  amount?: number | undefined
  /**
   * Names this fill (32 random bytes). Save it before calling: a buyer never
   * pays twice for the same, and with one journal a seller never sells twice,
   * so a caller that lost the answer just calls again.
   */
  fillId: Hex
}

export type FillOrderReturnType = {
  /** Shares that changed hands; 1 for ownership. */
  amount: number
  /** What the buyer paid, in wei of SAHARA. */
  priceWei: bigint
  /** The DAO's part of it. */
  feeWei: bigint
  /** The part of it that goes to the asset's revenue. */
  royaltyWei: bigint
  transactionHash: Hash
}

/**
 * Buys what a sell order offers, by one signed transfer, or sells to a bid;
 * returns once the trade is final.
 *
 * @throws {SaharaError} `ACCOUNT_MISSING`, `GAS_BALANCE_TOO_LOW`,
 * `ORDER_INVALID` when the order cannot be filled (any more),
 * `TOKEN_BALANCE_TOO_LOW`, `CHAIN_UNREACHABLE`, `TRANSACTION_REVERTED`,
 * `TRANSACTION_NOT_FINAL`, `JOURNAL_INVALID`
 */
export async function fillOrder(
  client: SaharaClient,
  parameters: FillOrderParameters,
): Promise<FillOrderReturnType> {
  const { order, signature, fillId, signal } = parameters
  const account = requireAccount(client, parameters.account)
  const amount = parameters.amount ?? order.amount
  const key = `fill:${fillId}`
  const call = { account, key, signal, order, signature, amount, fillId }
  const transaction = await (order.side === 'sell'
    ? buy(client, call)
    : sell(client, call))
  const [trade] = parseEventLogs({
    abi: exchangeAbi,
    eventName: 'OrderFilled',
    logs: transaction.logs,
  })
  if (!trade)
    throw new SaharaError('The receipt says nothing of a trade.', {
      code: 'INTERNAL',
      hint: 'Look at the transaction by its hash; please report it.',
      details: { transactionHash: transaction.transactionHash },
    })
  return {
    amount: trade.args.amount,
    priceWei: trade.args.price,
    feeWei: trade.args.fee,
    royaltyWei: trade.args.royalty,
    transactionHash: transaction.transactionHash,
  }
}

type Call = {
  account: LocalAccount
  key: string
  signal: AbortSignal | undefined
  order: Order
  signature: Hex
  amount: number
  fillId: Hex
}

type Sent = { logs: Log[]; transactionHash: Hash }

async function buy(client: SaharaClient, call: Call): Promise<Sent> {
  const { account, key, signal, order, signature, amount, fillId } = call
  const chainId = await client.chain.getChainId().catch(rethrowChainError)
  const orderHash = orderHashOf(chainId, order)
  return payOnce(client, {
    account,
    address: addresses.exchange,
    abi: exchangeAbi,
    functionName: 'fillWithAuthorization',
    args: (authorization) => [
      toOrderMessage(order),
      signature,
      amount,
      account.address,
      fillId,
      authorization,
    ],
    amountWei: order.priceEachWei * BigInt(amount),
    nonce: fillNonceOf({ orderHash, amount, salt: fillId }),
    key,
    signal,
  })
}

async function sell(client: SaharaClient, call: Call): Promise<Sent> {
  const { account, key, signal, order, signature, amount } = call
  if (isAddressEqual(account.address, order.maker))
    throw new SaharaError('Nobody trades with themselves.', {
      code: 'ORDER_INVALID',
      hint: 'Cancel the order instead.',
    })
  await letExchangeTakeItem(client, { account, item: order.item, signal })
  // Nothing on chain names this sale, so its transaction stays in the journal:
  // called again with one fill id, this waits for the first.
  return sendTransaction(client, {
    account,
    to: addresses.exchange,
    data: encodeFunctionData({
      abi: exchangeAbi,
      functionName: 'fill',
      args: [toOrderMessage(order), signature, amount],
    }),
    value: undefined,
    key,
    signal,
  })
}
