import type { Address } from 'viem'

/** The chain id of local chains (profile *local*). */
export const localChainId = 724272

/**
 * Where the genesis state puts the contracts, on the embedded chain and on
 * Sahara chain alike.
 */
export const addresses = {
  token: '0x5a4a000000000000000000000000000000000001',
  nativeAdapter: '0x5a4a000000000000000000000000000000000002',
  accessManager: '0x5a4a000000000000000000000000000000000003',
  timelock: '0x5a4a000000000000000000000000000000000004',
  parameters: '0x5a4a000000000000000000000000000000000005',
  escrow: '0x5a4a000000000000000000000000000000000006',
  assetRegistry: '0x5a4a000000000000000000000000000000000007',
  licences: '0x5a4a000000000000000000000000000000000008',
  revenue: '0x5a4a000000000000000000000000000000000009',
  revenueShares: '0x5a4a00000000000000000000000000000000000a',
  keepers: '0x5a4a00000000000000000000000000000000000b',
  saharaId: '0x5a4a00000000000000000000000000000000000d',
  exchange: '0x5a4a00000000000000000000000000000000000e',
  lockedVotes: '0x5a4a00000000000000000000000000000000000f',
  governor: '0x5a4a000000000000000000000000000000000010',
  guardian: '0x5a4a000000000000000000000000000000000011',
  royaltySplitters: '0x5a4a000000000000000000000000000000000012',
  keyFaults: '0x5a4a000000000000000000000000000000000013',
  contributions: '0x5a4a000000000000000000000000000000000014',
  policyFactory: '0x5a4a000000000000000000000000000000000015',
  keeperChecks: '0x5a4a000000000000000000000000000000000016',
  validatorSet: '0x5a4a000000000000000000000000000000000020',
  /** Many reads in one call; the same on all chains that have it. */
  multicall3: '0xca11bde05977b3631167028862be2a173976ca11',
} as const satisfies Record<string, Address>

/** A contract of the protocol, by its name. */
export type ContractName = keyof typeof addresses

/** Which contract of the protocol an address is; `undefined` of any other. */
export function contractNameOf(address: string): ContractName | undefined {
  const names = Object.keys(addresses) as ContractName[]
  return names.find((name) => addresses[name] === address.toLowerCase())
}
