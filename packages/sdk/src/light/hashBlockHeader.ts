import { type Hex, keccak256, toRlp } from 'viem'
import { z } from 'zod'

const hash = z.string().regex(/^0x[0-9a-f]{64}$/)
const bytes = z.string().regex(/^0x(?:[0-9a-f]{2})*$/)
const number = z.string().regex(/^0x(?:0|[1-9a-f][0-9a-f]{0,15})$/)

/** A block of the execution layer, as `eth_getBlockByNumber` gives it. */
export const blockHeaderSchema = z.object({
  parentHash: hash,
  sha3Uncles: hash,
  miner: z.string().regex(/^0x[0-9a-f]{40}$/),
  stateRoot: hash,
  transactionsRoot: hash,
  receiptsRoot: hash,
  logsBloom: bytes,
  difficulty: number,
  number,
  gasLimit: number,
  gasUsed: number,
  timestamp: number,
  extraData: bytes,
  mixHash: hash,
  nonce: bytes,
  baseFeePerGas: number,
  withdrawalsRoot: hash,
  blobGasUsed: number,
  excessBlobGas: number,
  parentBeaconBlockRoot: hash,
  requestsHash: hash,
})

export type BlockHeader = z.infer<typeof blockHeaderSchema>

/** Fields in the order of the header's RLP, up to Osaka. */
const fields = Object.keys(blockHeaderSchema.shape) as (keyof BlockHeader)[]

const numbers = new Set<keyof BlockHeader>([
  'difficulty',
  'number',
  'gasLimit',
  'gasUsed',
  'timestamp',
  'baseFeePerGas',
  'blobGasUsed',
  'excessBlobGas',
])

/** The hash of a block: that of the RLP of its header. */
export function hashBlockHeader(header: BlockHeader): Hex {
  return keccak256(
    toRlp(
      fields.map((name) =>
        numbers.has(name) ? toRlpNumber(header[name]) : (header[name] as Hex),
      ),
    ),
  )
}

/** Without leading zeros, and empty for none. */
function toRlpNumber(value: string): Hex {
  const digits = value === '0x0' ? '' : value.slice(2)
  return `0x${digits.length % 2 === 0 ? '' : '0'}${digits}`
}
