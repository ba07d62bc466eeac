import { type Address, fromRlp, type Hex, keccak256 } from 'viem'
import { z } from 'zod'
import { lightError } from './lightError.ts'
import { readTrie } from './readTrie.ts'

const bytes = z.string().regex(/^0x(?:[0-9a-f]{2})*$/)

/** What is read of the answer of `eth_getProof`: the proofs alone. */
const proofSchema = z.object({
  accountProof: z.array(bytes),
  storageProof: z.array(z.object({ proof: z.array(bytes) })),
})

/** What a state holds of an account. */
export type VerifiedState = {
  /** Native coin. */
  balanceWei: bigint
  /** The slots asked for, in their order; 0 where nothing is. */
  slots: bigint[]
}

const nothing =
  '0x56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421'

/**
 * Reads an account and slots of its storage from an answer of `eth_getProof`.
 * Of its values nothing is believed: all comes out of the proofs.
 *
 * @throws {SaharaError} `LIGHT_PROOF_INVALID`
 */
export function verifyState(parameters: {
  stateRoot: Hex
  address: Address
  slots: readonly Hex[]
  /** As the node gave it. */
  answer: unknown
}): VerifiedState {
  const { stateRoot, address, slots } = parameters
  const parsed = proofSchema.safeParse(parameters.answer)
  if (!parsed.success || parsed.data.storageProof.length !== slots.length)
    throw malformed(parsed.error)
  const account = readTrie({
    root: stateRoot,
    key: keccak256(address),
    proof: parsed.data.accountProof as Hex[],
  })
  const { balanceWei, storageRoot } = toAccount(account)
  return {
    balanceWei,
    slots: slots.map((slot, index) => {
      const proof = (parsed.data.storageProof[index]?.proof ?? []) as Hex[]
      const value = readTrie({ root: storageRoot, key: keccak256(slot), proof })
      return value === undefined ? 0n : toNumber(fromRlp(value))
    }),
  }
}

/** An account of the state trie: nonce, balance, storage root, code hash. */
function toAccount(rlp: Hex | undefined): {
  balanceWei: bigint
  storageRoot: Hex
} {
  if (rlp === undefined) return { balanceWei: 0n, storageRoot: nothing }
  const [, balance, storageRoot] = fromRlp(rlp)
  if (typeof storageRoot !== 'string') throw malformed()
  return { balanceWei: toNumber(balance), storageRoot: storageRoot as Hex }
}

function toNumber(value: unknown): bigint {
  if (typeof value !== 'string') throw malformed()
  return value === '0x' ? 0n : BigInt(value)
}

function malformed(cause?: unknown) {
  return lightError(
    'LIGHT_PROOF_INVALID',
    'The node answered in a form that no proof has.',
    { cause },
  )
}
