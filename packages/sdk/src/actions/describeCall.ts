import {
  type ContractName,
  contractNameOf,
  settingUnits,
  toAssetId,
  type Unit,
} from '@sahara/protocol'
import * as abis from '@sahara/protocol/abis'
import {
  type Abi,
  type AbiParameter,
  type Address,
  decodeFunctionData,
  encodeFunctionData,
  getAbiItem,
  type Hex,
  hexToString,
  trim,
} from 'viem'

/** A call of one of the protocol's contracts, as its source reads. */
export type DescribedCall = {
  contract: ContractName
  functionName: string
  arguments: DescribedArgument[]
}

export type DescribedArgument = {
  name: string
  /** As its type is in viem; a parameter of the protocol by its name. */
  value: unknown
  /**
   * What it counts; `asset` of an asset's id, `bytes` of data that somebody may
   * call with and that is not read here; missing where it is plain.
   */
  unit?: Unit | 'asset' | 'bytes'
}

const contracts: Partial<Record<ContractName, Abi>> = {
  token: abis.saharaTokenAbi,
  nativeAdapter: abis.nativeAdapterAbi,
  accessManager: abis.accessManagerAbi,
  timelock: abis.timelockAbi,
  parameters: abis.parametersAbi,
  escrow: abis.escrowAbi,
  assetRegistry: abis.assetRegistryAbi,
  licences: abis.licencesAbi,
  revenue: abis.revenueAbi,
  revenueShares: abis.revenueSharesAbi,
  keepers: abis.keepersAbi,
  saharaId: abis.saharaIdAbi,
  exchange: abis.exchangeAbi,
  lockedVotes: abis.lockedVotesAbi,
  governor: abis.governorAbi,
  guardian: abis.guardianAbi,
  royaltySplitters: abis.royaltySplittersAbi,
  keyFaults: abis.keyFaultsAbi,
  contributions: abis.contributionsAbi,
  policyFactory: abis.policyFactoryAbi,
  validatorSet: abis.validatorSetAbi,
}

/** What an argument counts, by its name. */
const units: Record<string, DescribedArgument['unit']> = {
  amount: 'wei',
  value: 'wei',
  newProposalThreshold: 'wei',
  delay: 'seconds',
  newDelay: 'seconds',
  newVotingDelay: 'seconds',
  newVotingPeriod: 'seconds',
  newVoteExtension: 'seconds',
  assetId: 'asset',
  tokenId: 'asset',
}

/** The contracts whose amounts are shares. */
const ofShares: readonly string[] = ['revenueShares', 'exchange']

/**
 * What a call of the timelock does, read by the protocol's own ABIs: nothing
 * that a proposal says of itself is believed. `undefined` for what is no call
 * of a contract of the protocol, to the last byte: nobody here can say what it
 * does.
 */
export function describeCall(call: {
  to: Address
  data: Hex
}): DescribedCall | undefined {
  const contract = contractNameOf(call.to)
  const abi = contract && contracts[contract]
  if (!abi) return undefined
  const decoded = decode(abi, call.data)
  if (!decoded) return undefined
  const { functionName, args, inputs } = decoded
  if (contract === 'parameters' && functionName === 'set')
    return { contract, functionName, arguments: toSetting(args) }
  return {
    contract,
    functionName,
    arguments: inputs.map(({ name, type }, index) =>
      toArgument(contract, {
        ...{ name: name || String(index + 1), type, value: args[index] },
      }),
    ),
  }
}

function decode(abi: Abi, data: Hex) {
  try {
    const { functionName, args = [] } = decodeFunctionData({ abi, data })
    // Bytes that decoding passes over would not be shown.
    if (encodeFunctionData({ abi, functionName, args }) !== data.toLowerCase())
      return undefined
    const item = getAbiItem({ abi, name: functionName, args })
    const inputs: readonly AbiParameter[] =
      item?.type === 'function' ? item.inputs : []
    return { functionName, args, inputs }
  } catch {
    return undefined
  }
}

function toArgument(
  contract: string,
  { name, type, value }: { name: string; type: string; value: unknown },
): DescribedArgument {
  const isData = type === 'bytes' || type === 'bytes[]'
  if (isData && value !== '0x') return { name, unit: 'bytes', value }
  const unit = units[name]
  if (typeof value !== 'bigint' && typeof value !== 'number')
    return { name, value }
  if (!unit || !type.startsWith('uint')) return { name, value }
  if (unit === 'wei' && ofShares.includes(contract)) return { name, value }
  return unit === 'asset'
    ? { name, unit, value: toAssetId(BigInt(value)) }
    : { name, unit, value: BigInt(value) }
}

/** The arguments of `Parameters.set`, whose value counts what its name says. */
function toSetting(args: readonly unknown[]): DescribedArgument[] {
  const [name, value] = args as [Hex, bigint]
  const setting = hexToString(trim(name, { dir: 'right' }))
  const unit = Object.entries(settingUnits).find(([key]) => key === setting)
  return [
    { name: 'name', value: setting },
    { name: 'value', value, ...(unit ? { unit: unit[1] } : {}) },
  ]
}
