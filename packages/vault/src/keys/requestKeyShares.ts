import {
  type CollectKeySharesParameters,
  type CollectKeySharesReturnType,
  collectKeyShares,
} from './collectKeyShares.ts'
import { combineKeyShares } from './combineKeyShares.ts'

export type RequestKeySharesParameters = CollectKeySharesParameters

export type RequestKeySharesReturnType = Omit<
  CollectKeySharesReturnType,
  'shares'
> & {
  /** The content key, 32 bytes, checked against its commitment. */
  key: Uint8Array
}

/**
 * Asks all keepers of a version at once for their key shares, and combines
 * them.
 *
 * @throws {SaharaError} `KEEPER_ACCESS_DENIED` when every keeper refuses,
 *   `KEEPER_LIED`, `KEEPER_UNREACHABLE`, `KEY_SHARES_TOO_FEW`,
 *   `KEY_COMMITMENT_MISMATCH`, `METADATA_INVALID`
 */
export async function requestKeyShares(
  parameters: RequestKeySharesParameters,
): Promise<RequestKeySharesReturnType> {
  const { shares, ...rest } = await collectKeyShares(parameters)
  const { block } = parameters
  return { key: await combineKeyShares({ shares, block }), ...rest }
}
