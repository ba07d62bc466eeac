import { SaharaError } from '@sahara/protocol'
import type { Address, Hex } from 'viem'

export type Withdrawal = {
  index: bigint
  validatorIndex: bigint
  address: Address
  amountGwei: bigint
}

/** ExecutionPayloadV3 of the Engine API. */
export type Payload = {
  parentHash: Hex
  feeRecipient: Address
  stateRoot: Hex
  receiptsRoot: Hex
  logsBloom: Hex
  prevRandao: Hex
  blockNumber: bigint
  gasLimit: bigint
  gasUsed: bigint
  timestamp: bigint
  extraData: Hex
  baseFeePerGas: bigint
  blockHash: Hex
  blobGasUsed: bigint
  excessBlobGas: bigint
  withdrawals: readonly Withdrawal[]
  transactions: readonly Hex[]
}

/** What one block of CometBFT carries: see `specs/proposal.md`. */
export type Proposal = {
  payload: Payload
  /** Of EIP-7685, byte by byte as the builder gave them. */
  executionRequests: readonly Hex[]
}

const version = 1

/** The bytes of a proposal; each proposal has only one form. */
export function encodeProposal(proposal: Proposal): Uint8Array {
  const { payload, executionRequests } = proposal
  const list = (
    items: readonly Hex[],
    lengthBytes: number,
    countBytes: number,
  ) => [
    uint(BigInt(items.length), countBytes),
    ...items.flatMap((item) => sized(item, lengthBytes)),
  ]
  return Buffer.concat([
    Uint8Array.of(version),
    toBytes(payload.parentHash),
    toBytes(payload.feeRecipient),
    toBytes(payload.stateRoot),
    toBytes(payload.receiptsRoot),
    toBytes(payload.logsBloom),
    toBytes(payload.prevRandao),
    uint(payload.blockNumber, 8),
    uint(payload.gasLimit, 8),
    uint(payload.gasUsed, 8),
    uint(payload.timestamp, 8),
    ...sized(payload.extraData, 1),
    uint(payload.baseFeePerGas, 32),
    toBytes(payload.blockHash),
    uint(payload.blobGasUsed, 8),
    uint(payload.excessBlobGas, 8),
    uint(BigInt(payload.withdrawals.length), 2),
    ...payload.withdrawals.flatMap((one) => [
      uint(one.index, 8),
      uint(one.validatorIndex, 8),
      toBytes(one.address),
      uint(one.amountGwei, 8),
    ]),
    ...list(payload.transactions, 4, 4),
    ...list(executionRequests, 4, 1),
  ])
}

/**
 * Reads a proposal. Whatever it accepts, `encodeProposal` writes again byte by
 * byte.
 *
 * @throws {SaharaError} `PROPOSAL_INVALID`
 */
export function decodeProposal(data: Uint8Array): Proposal {
  let at = 0
  function take(length: number): Uint8Array {
    if (length > data.length - at) throw invalid('it ends too early')
    at += length
    return data.subarray(at - length, at)
  }
  const hex = (length: number): Hex => toHex(take(length))
  const number = (length: number): bigint => BigInt(hex(length))
  const sizedHex = (length: number): Hex => hex(Number(number(length)))
  const many = <T>(countBytes: number, read: () => T): T[] => {
    const items: T[] = []
    for (let left = number(countBytes); left > 0n; left--) items.push(read())
    return items
  }

  if (take(1)[0] !== version) throw invalid('its version is unknown')
  const payload: Payload = {
    parentHash: hex(32),
    feeRecipient: hex(20),
    stateRoot: hex(32),
    receiptsRoot: hex(32),
    logsBloom: hex(256),
    prevRandao: hex(32),
    blockNumber: number(8),
    gasLimit: number(8),
    gasUsed: number(8),
    timestamp: number(8),
    extraData: sizedHex(1),
    baseFeePerGas: number(32),
    blockHash: hex(32),
    blobGasUsed: number(8),
    excessBlobGas: number(8),
    withdrawals: many(2, () => ({
      index: number(8),
      validatorIndex: number(8),
      address: hex(20),
      amountGwei: number(8),
    })),
    transactions: many(4, () => sizedHex(4)),
  }
  const executionRequests = many(1, () => sizedHex(4))
  if (at !== data.length) throw invalid('bytes follow its end')
  return { payload, executionRequests }
}

function uint(value: bigint, length: number): Uint8Array {
  return toBytes(`0x${value.toString(16).padStart(2 * length, '0')}`)
}

/** As a whole: a block has millions of bytes, and one by one takes seconds. */
function toBytes(value: Hex): Uint8Array {
  const data = Buffer.from(value.slice(2), 'hex')
  if (2 * data.length === value.length - 2) return data
  throw invalid('it holds what is no hexadecimal')
}

function toHex(data: Uint8Array): Hex {
  const { buffer, byteOffset, byteLength } = data
  return `0x${Buffer.from(buffer, byteOffset, byteLength).toString('hex')}`
}

function sized(value: Hex, lengthBytes: number): Uint8Array[] {
  const data = toBytes(value)
  return [uint(BigInt(data.length), lengthBytes), data]
}

function invalid(reason: string): SaharaError {
  return new SaharaError(`This is no proposal: ${reason}.`, {
    code: 'PROPOSAL_INVALID',
    hint: 'Another validator proposed it; the others refuse it too.',
  })
}
