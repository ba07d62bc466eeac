import { operationIdOf } from '@sahara/protocol'
import { type Address, type Hash, type Hex, zeroHash } from 'viem'
import type { SaharaClient } from '../createSaharaClient.ts'
import { sendToGuardian } from '../internal/sendToGuardian.ts'
import type { SenderParameters, SentReturnType } from '../internal/write.ts'
import { getProposal } from './getProposal.ts'

export type VetoProposalParameters = SenderParameters & {
  proposalId: Hex
  /** Hash of the published reason. @default none */
  reason?: Hash | undefined
}

/**
 * Cancels a proposal that is queued, for good. Only the Foundation, until the
 * sunset.
 *
 * @throws {SaharaError} `ACCOUNT_MISSING`, `GAS_BALANCE_TOO_LOW`,
 * `PROPOSAL_NOT_FOUND`, `NODE_UNREACHABLE`, `PROPOSAL_NOT_READY` unless it is
 * queued, `GUARDIAN_REFUSED`, `CHAIN_UNREACHABLE`, `TRANSACTION_REVERTED`,
 * `TRANSACTION_NOT_FINAL`, `JOURNAL_INVALID`
 */
export async function vetoProposal(
  client: SaharaClient,
  parameters: VetoProposalParameters,
): Promise<SentReturnType> {
  const { proposalId, reason = zeroHash, ...sender } = parameters
  const { calls, descriptionHash } = await getProposal(client, { proposalId })
  const operationId = operationIdOf({
    targets: calls.map(({ to }) => to as Address),
    values: calls.map(({ value }) => BigInt(value)),
    calldatas: calls.map(({ data }) => data as Hex),
    descriptionHash: descriptionHash as Hex,
  })
  return sendToGuardian(client, sender, 'veto', [operationId, reason])
}
