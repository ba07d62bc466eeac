import { type Hex, numberToHex } from 'viem'
import { z } from 'zod'
import type { Payload } from '../codec/proposal.ts'
import type { PayloadAttributes } from '../rules/payloadAttributes.ts'

export const hex = z.custom<Hex>(
  (value) => typeof value === 'string' && /^0x[0-9a-f]*$/.test(value),
)
export const quantity = hex.transform((value) => BigInt(value))

const payloadSchema = z.object({
  parentHash: hex,
  feeRecipient: hex,
  stateRoot: hex,
  receiptsRoot: hex,
  logsBloom: hex,
  prevRandao: hex,
  blockNumber: quantity,
  gasLimit: quantity,
  gasUsed: quantity,
  timestamp: quantity,
  extraData: hex,
  baseFeePerGas: quantity,
  blockHash: hex,
  blobGasUsed: quantity,
  excessBlobGas: quantity,
  withdrawals: z.array(
    z
      .object({
        index: quantity,
        validatorIndex: quantity,
        address: hex,
        amount: quantity,
      })
      .transform(({ amount, ...rest }) => ({ ...rest, amountGwei: amount })),
  ),
  transactions: z.array(hex),
})

/** A block that geth built. */
export const builtSchema = z.object({
  executionPayload: payloadSchema,
  executionRequests: z.array(hex),
})

/** A payload, as the Engine API takes it. */
export function payloadToJson(payload: Payload): Record<string, unknown> {
  return {
    ...payload,
    blockNumber: numberToHex(payload.blockNumber),
    gasLimit: numberToHex(payload.gasLimit),
    gasUsed: numberToHex(payload.gasUsed),
    timestamp: numberToHex(payload.timestamp),
    baseFeePerGas: numberToHex(payload.baseFeePerGas),
    blobGasUsed: numberToHex(payload.blobGasUsed),
    excessBlobGas: numberToHex(payload.excessBlobGas),
    withdrawals: payload.withdrawals.map(withdrawalToJson),
  }
}

/** Attributes, as the Engine API takes them. */
export function attributesToJson(
  attributes: PayloadAttributes,
): Record<string, unknown> {
  const { feeRecipient, ...rest } = attributes
  return {
    ...rest,
    suggestedFeeRecipient: feeRecipient,
    timestamp: numberToHex(attributes.timestamp),
    withdrawals: attributes.withdrawals.map(withdrawalToJson),
  }
}

function withdrawalToJson(
  withdrawal: Payload['withdrawals'][number],
): Record<string, unknown> {
  return {
    index: numberToHex(withdrawal.index),
    validatorIndex: numberToHex(withdrawal.validatorIndex),
    address: withdrawal.address,
    amount: numberToHex(withdrawal.amountGwei),
  }
}
