import type { Hex } from 'viem'
import { commitmentLeaf } from './commitmentLeaf.ts'
import { hashPair } from './hashPair.ts'
import type { DepositBody } from './keeperMessages.ts'

/**
 * Whether a key share, by its hash, is the one that its keeper is to hold
 * under the commitment its deposit names: the proof leads from its leaf there.
 */
export function isKeyShareCommitted({
  message,
  proof,
}: Pick<DepositBody, 'message' | 'proof'>): boolean {
  const leaf = commitmentLeaf({
    ...message,
    kind: 'keyShare',
    value: message.shareHash,
  })
  return proof.reduce<Hex>(hashPair, leaf) === message.commitment
}
