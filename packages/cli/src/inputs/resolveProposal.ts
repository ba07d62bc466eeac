import { SaharaError } from '@sahara/protocol'
import { listProposals, type SaharaClient } from '@sahara/sdk'
import type { Hex } from 'viem'
import { isId } from './resolveAsset.ts'

/**
 * The proposal that is meant by its id, or by the first digits of one.
 *
 * @throws {SaharaError} `INPUT_INVALID`, `PROPOSAL_NOT_FOUND`,
 * `NODE_UNREACHABLE`
 */
export async function resolveProposal(
  client: SaharaClient,
  text: string,
): Promise<Hex> {
  const lower = text.toLowerCase()
  if (isId(lower)) return lower
  if (!/^0x[0-9a-f]{4,63}$/.test(lower))
    throw new SaharaError('This is no id of a proposal.', {
      code: 'INPUT_INVALID',
      hint: 'Give one as `sahara vote list` shows it.',
    })
  let cursor: string | undefined
  do {
    const page = await listProposals(client, { cursor, limit: 100 })
    const found = page.items.find((one) => one.proposalId.startsWith(lower))
    if (found) return found.proposalId as Hex
    cursor = page.nextCursor ?? undefined
  } while (cursor)
  throw new SaharaError(`No proposal's id begins with ${lower}.`, {
    code: 'PROPOSAL_NOT_FOUND',
    hint: 'See `sahara vote list`.',
  })
}
