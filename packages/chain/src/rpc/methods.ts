import { RpcError } from '../anvil/createRpcClient.ts'

type BlockParameter =
  /** The method has none. */
  | undefined
  /** The position of the block, number or tag. */
  | number
  /** It is inside the filter that comes first. */
  | 'filter'

/**
 * All that the public RPC answers, and where each method names its block.
 * Everything else (`anvil_`, `evm_`, `hardhat_`, `debug_`, signing with the
 * node's keys, server-side filters) does not exist here.
 */
const methods = new Map<string, BlockParameter>([
  ['eth_accounts', undefined],
  ['eth_blobBaseFee', undefined],
  ['eth_blockNumber', undefined],
  ['eth_call', 1],
  ['eth_chainId', undefined],
  ['eth_createAccessList', 1],
  ['eth_estimateGas', 1],
  ['eth_feeHistory', 1],
  ['eth_gasPrice', undefined],
  ['eth_getBalance', 1],
  ['eth_getBlockByHash', undefined],
  ['eth_getBlockByNumber', 0],
  ['eth_getBlockReceipts', 0],
  ['eth_getBlockTransactionCountByHash', undefined],
  ['eth_getBlockTransactionCountByNumber', 0],
  ['eth_getCode', 1],
  ['eth_getLogs', 'filter'],
  ['eth_getProof', 2],
  ['eth_getRawTransactionByHash', undefined],
  ['eth_getStorageAt', 2],
  ['eth_getTransactionByBlockHashAndIndex', undefined],
  ['eth_getTransactionByBlockNumberAndIndex', 0],
  ['eth_getTransactionByHash', undefined],
  ['eth_getTransactionCount', 1],
  ['eth_getTransactionReceipt', undefined],
  ['eth_maxPriorityFeePerGas', undefined],
  ['eth_sendRawTransaction', undefined],
  ['eth_syncing', undefined],
  ['net_listening', undefined],
  ['net_version', undefined],
  ['txpool_content', undefined],
  ['txpool_inspect', undefined],
  ['txpool_status', undefined],
  ['web3_clientVersion', undefined],
  ['web3_sha3', undefined],
])

/** Simulations may be asked for the block to come. */
const simulations = new Set(['eth_call', 'eth_estimateGas'])

/**
 * The parameters for anvil: on this chain the newest journaled block is
 * latest, safe and finalized at once. *Pending* is that block's state, at the
 * time the next block will carry; only `eth_getTransactionCount` also counts
 * what waits in the pool. Gas is always estimated at that time, because that
 * is when the transaction will run.
 *
 * @param nextTimestamp in seconds
 * @throws {RpcError} -32601 when the method is not served
 */
export function toAnvilParameters(
  method: string,
  parameters: unknown[],
  nextTimestamp: number,
): unknown[] {
  if (!methods.has(method))
    throw new RpcError({
      code: -32601,
      message: `the method ${method} does not exist/is not available`,
    })
  const position = methods.get(method)
  if (position === undefined) return parameters
  if (position === 'filter') {
    const [filter, ...rest] = parameters
    return [toFinalFilter(filter), ...rest]
  }
  const result = [...parameters]
  const tag = result[position] ?? 'latest'
  const pending = tag === 'pending'
  if (pending && method === 'eth_getTransactionCount') return result
  result[position] = toFinalTag(tag)
  const next = pending || (method === 'eth_estimateGas' && tag === 'latest')
  if (!next || !simulations.has(method)) return result
  result[position + 1] ??= {}
  result[position + 2] = {
    time: `0x${nextTimestamp.toString(16)}`,
    ...(result[position + 2] as object | undefined),
  }
  return result
}

function toFinalTag(tag: unknown): unknown {
  return tag === 'safe' || tag === 'finalized' || tag === 'pending'
    ? 'latest'
    : tag
}

function toFinalFilter(filter: unknown): unknown {
  if (typeof filter !== 'object' || filter === null) return filter
  const entries = Object.entries(filter).map(([key, value]) =>
    key === 'fromBlock' || key === 'toBlock'
      ? [key, toFinalTag(value)]
      : [key, value],
  )
  return Object.fromEntries(entries)
}
