import { SaharaError } from '@sahara/protocol'
import { z } from 'zod'

const timeoutMs = 2_000

/** A node of a network, as `network-bin` names it. */
export const networkNodeSchema = z.object({
  name: z.string(),
  rpc: z.url(),
  consensus: z.url(),
  metrics: z.url(),
})

export type NetworkNode = z.infer<typeof networkNodeSchema>

/** What a node says of itself. */
export type NodeState = {
  name: string
  /** Undefined while it does not answer. */
  height: number | undefined
  /** Of CometBFT: who validates has the address in upper case. */
  address: string
  power: bigint
  peers: number
}

/** A block, as the table counts it. */
export type BlockState = {
  height: number
  timeMs: number
  proposer: string
  /** Whose vote on the block before is missing in it. */
  missing: string[]
  transactions: number
}

const statusSchema = z.object({
  sync_info: z.object({ latest_block_height: z.coerce.number() }),
  validator_info: z.object({
    address: z.string(),
    voting_power: z.coerce.bigint(),
  }),
})

const netInfoSchema = z.object({ n_peers: z.coerce.number() })

const blockSchema = z.object({
  block: z.object({
    header: z.object({ time: z.string(), proposer_address: z.string() }),
    last_commit: z.object({
      signatures: z.array(
        z.object({ block_id_flag: z.number(), validator_address: z.string() }),
      ),
    }),
  }),
})

const validatorsSchema = z.object({
  validators: z.array(z.object({ address: z.string() })),
})

const committed = 2

/** What a node says of itself; one that does not answer has no height. */
export async function readNodeState(node: NetworkNode): Promise<NodeState> {
  try {
    const [status, net] = await Promise.all([
      callNode(node.consensus, 'status', {}, statusSchema),
      callNode(node.consensus, 'net_info', {}, netInfoSchema),
    ])
    return {
      name: node.name,
      height: status.sync_info.latest_block_height,
      address: status.validator_info.address,
      power: status.validator_info.voting_power,
      peers: net.n_peers,
    }
  } catch {
    const { name } = node
    return { name, height: undefined, address: '', power: 0n, peers: 0 }
  }
}

/** A block that a node has. @throws {SaharaError} `CHAIN_UNREACHABLE` */
export async function readBlockState(
  node: NetworkNode,
  height: number,
): Promise<BlockState> {
  const [{ block }, before, transactions] = await Promise.all([
    callNode(node.consensus, 'block', { height: String(height) }, blockSchema),
    height > 1
      ? callNode(
          node.consensus,
          'validators',
          { height: String(height - 1), per_page: '100' },
          validatorsSchema,
        )
      : { validators: [] },
    callNode(
      node.rpc,
      'eth_getBlockTransactionCountByNumber',
      [`0x${height.toString(16)}`],
      z.templateLiteral(['0x', z.string()]),
    ),
  ])
  const signed = new Set(
    block.last_commit.signatures
      .filter(({ block_id_flag }) => block_id_flag === committed)
      .map(({ validator_address }) => validator_address),
  )
  return {
    height,
    timeMs: Date.parse(block.header.time),
    proposer: block.header.proposer_address,
    missing: before.validators
      .map(({ address }) => address)
      .filter((address) => !signed.has(address)),
    transactions: Number(transactions),
  }
}

/** A call of JSON-RPC. @throws {SaharaError} `CHAIN_UNREACHABLE` */
export async function callNode<S extends z.ZodType>(
  url: string,
  method: string,
  params: unknown,
  schema: S,
): Promise<z.output<S>> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
      signal: AbortSignal.timeout(timeoutMs),
    })
    const { result } = z
      .object({ result: schema })
      .parse(await response.json()) as { result: z.output<S> }
    return result
  } catch (cause) {
    throw new SaharaError(`${url} did not answer ${method}.`, {
      code: 'CHAIN_UNREACHABLE',
      hint: 'The node may be starting.',
      retryable: true,
      cause,
    })
  }
}
