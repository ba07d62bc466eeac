/** What a licence can allow, as bits. */
export const rights = { download: 1, compute: 2, derive: 4, infer: 8 } as const
/** One thing a licence can allow. */
export type Right = keyof typeof rights

/** Kinds of assets in the order of the contract's enum, which starts at 1. */
export const kinds = ['dataset', 'model', 'agent', 'algorithm'] as const
/** What an asset is. */
export type Kind = (typeof kinds)[number]

/** How a derivative came from a parent, in the order of the contract's enum. */
export const relations = [
  'TRAINED_ON',
  'FINETUNED_FROM',
  'DERIVED_FROM',
  'USES',
] as const
/** How a derivative came from a parent. */
export type Relation = (typeof relations)[number]

/**
 * How it is known what an asset was made of, as the contracts count them: its
 * publisher says so, or the job that made it.
 */
export const evidences = ['declared', 'job'] as const

/** Asset states in the order of the contract's enum, which starts at 1. */
export const statuses = ['active', 'retired', 'suspended'] as const
/** Whether an asset is sold. */
export type Status = (typeof statuses)[number]

/**
 * What a holder may do with money put aside in Escrow, beside giving it back,
 * in the order of the contract's enum: nothing, forfeit it to the treasury, or
 * pay it to whom it names.
 */
export const escrowTerms = ['refundable', 'slashable', 'payable'] as const

/** What the maker of an order wants, in the order of the contract's enum. */
export const sides = ['sell', 'bid'] as const
/** What the maker of an order does. */
export type Side = (typeof sides)[number]

/** What is traded, in the order of the contract's enum. */
export const items = ['ownership', 'shares'] as const
/** What an order trades. */
export type Item = (typeof items)[number]

/** Expiry hour of a right that never ends. */
export const perpetual = 0xffff_ffff

/** The shares every asset is divided into. */
export const totalShares = 10_000n

/** The unit of rates: 10,000 are the whole. */
export const basisPoints = 10_000n

/** The bits of a list of rights. */
export function rightsToBits(list: readonly Right[]): number {
  return list.reduce((bits, right) => bits | rights[right], 0)
}

/** The rights in a bit field, in the order of the vocabulary. */
export function rightsFromBits(bits: number): Right[] {
  return (Object.keys(rights) as Right[]).filter(
    (right) => (bits & rights[right]) !== 0,
  )
}

/** What a number of the protocol counts. */
export type Unit = 'wei' | 'seconds' | 'basisPoints'

/** What the numbers count that votes can set: parameters, and the rules of voting. */
export const settingUnits = {
  feeBasisPoints: 'basisPoints',
  exchangeFeeBasisPoints: 'basisPoints',
  resaleRoyaltyBasisPoints: 'basisPoints',
  publishBond: 'wei',
  keeperStake: 'wei',
  keeperFee: 'wei',
  bondDelay: 'seconds',
  keeperUnbondDelay: 'seconds',
  keeperChallengePeriod: 'seconds',
  votingDelay: 'seconds',
  votingPeriod: 'seconds',
  lateQuorumExtension: 'seconds',
  proposalThreshold: 'wei',
  timelockDelay: 'seconds',
} as const satisfies Record<string, Unit>

/** The contracts that a vote can upgrade, as `addresses` names them. */
export const upgradeableContracts = [
  'parameters',
  'assetRegistry',
  'licences',
  'keepers',
  'saharaId',
  'contributions',
  'validatorSet',
] as const
/** One that a vote can upgrade. */
export type UpgradeableContract = (typeof upgradeableContracts)[number]
