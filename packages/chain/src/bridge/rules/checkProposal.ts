import { SaharaError } from '@sahara/protocol'
import type { Hex } from 'viem'
import { decodeProposal, type Proposal } from '../codec/proposal.ts'
import type { ParentBlock, PayloadAttributes } from './payloadAttributes.ts'
import { versionedHashes } from './versionedHashes.ts'

/** A proposal as the execution layer judges it. */
export type ExecutableProposal = Proposal & {
  versionedHashes: readonly Hex[]
  parentBeaconBlockRoot: Hex
}

/** A proposal that consensus has nothing against, or the reason. */
export type CheckProposalReturnType =
  | { isValid: true; proposal: ExecutableProposal }
  | { isValid: false; reason: string }

/**
 * Judges what a block of CometBFT carries, by its bytes alone: whether the
 * execution layer agrees is another question.
 */
export function checkProposal(parameters: {
  txs: readonly Uint8Array[]
  parent: ParentBlock
  attributes: PayloadAttributes
}): CheckProposalReturnType {
  const { txs, parent, attributes } = parameters
  const [only] = txs
  if (only === undefined || txs.length !== 1)
    return refuse(`it carries ${txs.length} transactions, not one`)
  try {
    const proposal = decodeProposal(only)
    const { payload } = proposal
    const wrong = Object.entries({
      blockNumber: payload.blockNumber === parent.number + 1n,
      parentHash: payload.parentHash === parent.hash,
      timestamp: payload.timestamp === attributes.timestamp,
      prevRandao: payload.prevRandao === attributes.prevRandao,
      feeRecipient: payload.feeRecipient === attributes.feeRecipient,
      withdrawals: isSame(payload.withdrawals, attributes.withdrawals),
    }).find(([, isRight]) => !isRight)
    if (wrong) return refuse(`its ${wrong[0]} is wrong`)
    return {
      isValid: true,
      proposal: {
        ...proposal,
        versionedHashes: versionedHashes(payload.transactions),
        parentBeaconBlockRoot: attributes.parentBeaconBlockRoot,
      },
    }
  } catch (error) {
    if (SaharaError.isInstance(error)) return refuse(error.message)
    throw error
  }
}

function isSame(
  some: PayloadAttributes['withdrawals'],
  others: PayloadAttributes['withdrawals'],
): boolean {
  return (
    some.length === others.length &&
    some.every((one, place) => {
      const other = others[place]
      return (
        one.index === other?.index &&
        one.validatorIndex === other.validatorIndex &&
        one.address === other.address &&
        one.amountGwei === other.amountGwei
      )
    })
  )
}

function refuse(reason: string): CheckProposalReturnType {
  return { isValid: false, reason }
}
