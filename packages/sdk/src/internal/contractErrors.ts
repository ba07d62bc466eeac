import * as abis from '@sahara/protocol/abis'
import type { Abi } from 'viem'

/**
 * The errors of all contracts: a call of one may be refused by another, and
 * the revert carries the other's error.
 */
export const contractErrors: Abi = Object.values(abis).flatMap((abi: Abi) =>
  abi.filter(({ type }) => type === 'error'),
)
