import { SaharaError } from '@sahara/protocol'
import { fromRlp, type Hex } from 'viem'

/** Place of the blob hashes in a transaction of EIP-4844. */
const hashesAt = 10

/**
 * The versioned hashes of all blobs that transactions carry, in their order.
 *
 * @throws {SaharaError} `PROPOSAL_INVALID` for a malformed transaction
 */
export function versionedHashes(transactions: readonly Hex[]): Hex[] {
  return transactions
    .filter((transaction) => transaction.startsWith('0x03'))
    .flatMap((transaction) => {
      const fields = parse(transaction)
      const hashes = Array.isArray(fields) ? fields[hashesAt] : undefined
      if (!Array.isArray(hashes)) throw malformed()
      return hashes.map((hash): Hex => {
        if (typeof hash !== 'string') throw malformed()
        return hash as Hex
      })
    })
}

function parse(transaction: Hex): unknown {
  try {
    return fromRlp(`0x${transaction.slice(4)}`, 'hex')
  } catch (cause) {
    throw malformed(cause)
  }
}

function malformed(cause?: unknown): SaharaError {
  return new SaharaError('A transaction with blobs is malformed.', {
    code: 'PROPOSAL_INVALID',
    hint: 'Another validator proposed it; the others refuse it too.',
    cause,
  })
}
