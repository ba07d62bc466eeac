import {
  accessManagerAbi,
  assetRegistryAbi,
  escrowAbi,
  governorAbi,
  guardianAbi,
  keepersAbi,
  licencesAbi,
  lockedVotesAbi,
  nativeAdapterAbi,
  parametersAbi,
  revenueAbi,
  revenueSharesAbi,
  saharaTokenAbi,
  timelockAbi,
} from '@sahara/protocol/abis'
import type { Abi } from 'viem'

/**
 * The errors of all contracts: a call of one may be refused by another, and
 * the revert carries the other's error.
 */
export const contractErrors: Abi = [
  accessManagerAbi,
  assetRegistryAbi,
  escrowAbi,
  governorAbi,
  guardianAbi,
  keepersAbi,
  licencesAbi,
  lockedVotesAbi,
  nativeAdapterAbi,
  parametersAbi,
  revenueAbi,
  revenueSharesAbi,
  saharaTokenAbi,
  timelockAbi,
].flatMap((abi: Abi) => abi.filter(({ type }) => type === 'error'))
