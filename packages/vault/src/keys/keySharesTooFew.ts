import { type ErrorCode, SaharaError } from '@sahara/protocol'
import type { Address } from 'viem'
import type { CommittedKeys } from './commitmentTree.ts'

/** The error when too few keepers gave a valid key share: the reason by code. */
export function keySharesTooFew(parameters: {
  block: CommittedKeys
  faults: readonly { keeper: Address; index: number; error: SaharaError }[]
  liars: readonly Address[]
}): SaharaError {
  const { block, faults, liars } = parameters
  const all = (code: ErrorCode) =>
    faults.length === block.keyShares.length &&
    faults.every(({ error }) => error.code === code)
  const details = {
    assetId: block.assetId,
    version: block.version,
    threshold: block.threshold,
    valid: block.keyShares.length - faults.length,
    liars: liars.join(','),
    reasons: faults
      .map(({ keeper, error }) => `${keeper} ${error.code}: ${error.message}`)
      .join('; '),
  }
  const cause = new AggregateError(faults.map(({ error }) => error))
  if (all('KEEPER_ACCESS_DENIED'))
    return new SaharaError('Every keeper refused: no right to open this.', {
      code: 'KEEPER_ACCESS_DENIED',
      hint: 'Buy a licence with the download right; it counts once it is final.',
      details,
      cause,
    })
  if (liars.length > 0)
    return new SaharaError(`These keepers lied: ${liars.join(', ')}.`, {
      code: 'KEEPER_LIED',
      hint: 'Their signed answers are in the causes, as evidence.',
      details,
      cause,
    })
  if (all('KEEPER_UNREACHABLE'))
    return new SaharaError('No keeper of this version answered.', {
      code: 'KEEPER_UNREACHABLE',
      hint: 'Try again when some of its keepers run.',
      retryable: true,
      details,
      cause,
    })
  return new SaharaError('Too few keepers gave a valid key share.', {
    code: 'KEY_SHARES_TOO_FEW',
    hint: 'The details say why for each; try again when more of them answer.',
    retryable: true,
    details,
    cause,
  })
}
