import {
  bytesToBigInt,
  concatBytes,
  type Hex,
  hexToBytes,
  keccak256,
  numberToBytes,
  numberToHex,
} from 'viem'
import { privateKeyToAccount } from 'viem/accounts'

/** What a sender signs. */
export type Call = {
  nonce: number
  gas: bigint
  to: Uint8Array
  data: Uint8Array
}

export type Sender = {
  address: Hex
  /** A raw transaction of EIP-1559, and its hash. */
  sign: (call: Call) => { raw: string; hash: string }
}

const order =
  0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n
const firstKey = BigInt(keccak256(new TextEncoder().encode('bench:chain')))
const signingNonce = firstKey ^ 1n
const feeCapWei = 10n ** 18n
const tipWei = 10n ** 7n

/**
 * Accounts that only exist in the genesis of a bench. All their signatures
 * share one nonce of ECDSA, which gives their keys away and makes signing some
 * twenty times as fast; to a chain they are signatures like any other.
 */
export function createSenders(count: number, chainId: number): Sender[] {
  const { publicKey } = privateKeyToAccount(toKey(signingNonce))
  const r = BigInt(`0x${publicKey.slice(4, 68)}`)
  const isOdd = BigInt(`0x${publicKey.slice(68)}`) & 1n
  const inverse = power(signingNonce, order - 2n)
  const chain = encodeNumber(BigInt(chainId))
  const tip = encodeNumber(tipWei)
  const encodedR = encodeNumber(r)

  return Array.from({ length: count }, (_, index) => {
    const key = firstKey + BigInt(index + 2)
    const { address } = privateKeyToAccount(toKey(key))
    return {
      address: address.toLowerCase() as Hex,
      sign: ({ nonce, gas, to, data }) => {
        const fields = [
          chain,
          encodeNumber(BigInt(nonce)),
          tip,
          // Nodes refuse transactions that could cost more than 1.
          encodeNumber(feeCapWei / gas),
          encodeNumber(gas),
          encodeBytes(to),
          encodeBytes(numberToBytes(0).subarray(1)),
          encodeBytes(data),
          new Uint8Array([0xc0]),
        ]
        const z = bytesToBigInt(keccak256(toTransaction(fields), 'bytes'))
        const s = (inverse * (z + r * key)) % order
        const isHigh = s > order / 2n
        const raw = toTransaction([
          ...fields,
          encodeNumber(isHigh ? 1n - isOdd : isOdd),
          encodedR,
          encodeNumber(isHigh ? order - s : s),
        ])
        return { raw: Buffer.from(raw).toString('hex'), hash: keccak256(raw) }
      },
    }
  })
}

function toTransaction(fields: readonly Uint8Array[]): Uint8Array {
  const body = concatBytes(fields as Uint8Array[])
  return concatBytes([
    new Uint8Array([2]),
    lengthPrefix(body.length, 0xc0),
    body,
  ])
}

function encodeNumber(value: bigint): Uint8Array {
  return encodeBytes(value === 0n ? new Uint8Array() : numberToBytes(value))
}

function encodeBytes(bytes: Uint8Array): Uint8Array {
  if (bytes.length === 1 && (bytes[0] ?? 0) < 0x80) return bytes
  return concatBytes([lengthPrefix(bytes.length, 0x80), bytes])
}

function lengthPrefix(length: number, offset: number): Uint8Array {
  if (length < 56) return new Uint8Array([offset + length])
  const digits = hexToBytes(numberToHex(length))
  return concatBytes([new Uint8Array([offset + 55 + digits.length]), digits])
}

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n
  let square = base % order
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * square) % order
    square = (square * square) % order
  }
  return result
}

function toKey(key: bigint): Hex {
  return numberToHex(key % order, { size: 32 })
}
