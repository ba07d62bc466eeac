import {
  keepersDomain,
  keyShareAnswerTypes,
  keyShareDepositTypes,
  keyShareHandOverTypes,
  keyShareRequestTypes,
  keyShareShredTypes,
} from '@sahara/protocol'
import { type Address, type Hex, hexToBigInt } from 'viem'
import { z } from 'zod'

const bytes32 = z
  .string()
  .regex(/^0x[0-9a-f]{64}$/)
  .transform((value) => value as Hex)
const address = z
  .string()
  .regex(/^0x[0-9a-f]{40}$/i)
  .transform((value) => value.toLowerCase() as Address)
const signature = z
  .string()
  .regex(/^0x([0-9a-f]{2}){0,8192}$/i)
  .transform((value) => value as Hex)
const version = z.int().min(1).max(0xffff_ffff)
const index = z.int().min(1).max(255)
const count = z.int().min(0)
const uint256 = z
  .string()
  .regex(/^(0|[1-9]\d{0,77})$/)
  .refine((value) => BigInt(value) < 1n << 256n)
const recipient = z.string().regex(/^age1[0-9a-z]{20,4000}$/)
const sealed = z.base64().min(1).max(4_096)
/** 255 key shares and two other leaves make a tree nine deep. */
const proof = z.array(bytes32).max(9)

/** The body of `POST /v1/deposits`; `specs/key-shares.md` has the meaning. */
export const depositBodySchema = z.strictObject({
  message: z.strictObject({
    assetId: bytes32,
    version,
    index,
    epoch: count,
    shareHash: bytes32,
    commitment: bytes32,
    publisher: address,
    keeper: address,
    expiresAt: count,
  }),
  salt: bytes32,
  proof,
  sealed,
  signature,
})

/** The answer to a deposit: the keeper's signature over the same message. */
export const depositAnswerSchema = z.object({ signature })

/** The body of `POST /v1/requests`. */
export const requestBodySchema = z.strictObject({
  message: z.strictObject({
    assetId: bytes32,
    version,
    context: uint256,
    recipient,
    nonce: bytes32,
    expiresAt: count,
    keeper: address,
  }),
  requester: address,
  signature,
})

/** The answer to a request. */
export const requestAnswerSchema = z.object({
  message: z.object({
    requestHash: bytes32,
    assetId: bytes32,
    version,
    index,
    shareHash: bytes32,
    sealedHash: bytes32,
    blockNumber: count,
  }),
  sealed,
  signature,
})

/** The answer to `GET /v1/info`. */
export const keeperInfoSchema = z.object({
  address,
  recipient,
  chainId: z.int().min(1),
  /** Whether it has room for deposits of versions that are not on chain. */
  takesDeposits: z.boolean(),
})

/** The body of `POST /v1/handovers`. */
export const handOverBodySchema = z.strictObject({
  message: z.strictObject({
    assetId: bytes32,
    version,
    index,
    epoch: count,
    shareHash: bytes32,
    commitment: bytes32,
    keeper: address,
    successor: address,
  }),
  proof,
  sealed,
  signature,
})

/** The answer: the successor's signature over the same message. */
export const handOverAnswerSchema = z.object({ signature })

export type HandOverBody = z.output<typeof handOverBodySchema>

/** The body of `POST /v1/shreds`. */
export const shredBodySchema = z.strictObject({ assetId: bytes32, version })

/** The answer: that the keeper has no key share of the version any more. */
export const shredAnswerSchema = z.object({
  message: z.object({
    assetId: bytes32,
    version,
    keeper: address,
    blockNumber: count,
  }),
  signature,
})

export type ShredBody = z.output<typeof shredBodySchema>
export type ShredReceipt = z.output<typeof shredAnswerSchema>
export type DepositBody = z.output<typeof depositBodySchema>
export type RequestBody = z.output<typeof requestBodySchema>
export type RequestAnswer = z.output<typeof requestAnswerSchema>
export type KeeperInfo = z.output<typeof keeperInfoSchema>

/** What publisher and keeper sign about a deposit. */
export function depositTypedData(
  chainId: number,
  message: DepositBody['message'],
) {
  return {
    domain: keepersDomain(chainId),
    types: keyShareDepositTypes,
    primaryType: 'KeyShareDeposit',
    message: {
      ...message,
      assetId: hexToBigInt(message.assetId),
      epoch: BigInt(message.epoch),
      expiresAt: BigInt(message.expiresAt),
    },
  } as const
}

/** What a requester signs. */
export function requestTypedData(
  chainId: number,
  message: RequestBody['message'],
) {
  return {
    domain: keepersDomain(chainId),
    types: keyShareRequestTypes,
    primaryType: 'KeyShareRequest',
    message: {
      ...message,
      assetId: hexToBigInt(message.assetId),
      context: BigInt(message.context),
      expiresAt: BigInt(message.expiresAt),
    },
  } as const
}

/** What a keeper signs about its answer. */
export function answerTypedData(
  chainId: number,
  message: RequestAnswer['message'],
) {
  return {
    domain: keepersDomain(chainId),
    types: keyShareAnswerTypes,
    primaryType: 'KeyShareAnswer',
    message: {
      ...message,
      assetId: hexToBigInt(message.assetId),
      blockNumber: BigInt(message.blockNumber),
    },
  } as const
}

/** What a keeper signs when it has dropped what it had. */
export function shredTypedData(
  chainId: number,
  message: ShredReceipt['message'],
) {
  return {
    domain: keepersDomain(chainId),
    types: keyShareShredTypes,
    primaryType: 'KeyShareShredReceipt',
    message: {
      ...message,
      assetId: hexToBigInt(message.assetId),
      blockNumber: BigInt(message.blockNumber),
    },
  } as const
}

/** What a keeper and its successor sign about a key share that changes hands. */
export function handOverTypedData(
  chainId: number,
  message: HandOverBody['message'],
) {
  return {
    domain: keepersDomain(chainId),
    types: keyShareHandOverTypes,
    primaryType: 'KeyShareHandOver',
    message: {
      ...message,
      assetId: hexToBigInt(message.assetId),
      epoch: BigInt(message.epoch),
    },
  } as const
}
