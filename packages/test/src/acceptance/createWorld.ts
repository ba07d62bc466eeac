import {
  type Agreement,
  type AssetId,
  addresses,
  bondAgreementOf,
  challengeAgreementOf,
  escrowTerms,
  idAccountOf,
  keeperFeeAgreementOf,
  stakeAgreementOf,
} from '@sahara/protocol'
import {
  assetRegistryAbi,
  escrowAbi,
  guardianAbi,
  lockedVotesAbi,
  parametersAbi,
  revenueSharesAbi,
  saharaTokenAbi,
} from '@sahara/protocol/abis'
import { type Abi, type Address, maxUint256 } from 'viem'
import { accountAt, accounts } from '../accounts.ts'
import type { TestClock } from '../createTestClock.ts'
import type { ModelAgreement } from '../referenceModel/createEscrowModel.ts'
import {
  createProtocolModel,
  type ProtocolModel,
} from '../referenceModel/createProtocolModel.ts'
import type { TestChain } from '../setupChain.ts'
import { createReplay, type Replay } from './createReplay.ts'

/** One chain and its model, on which all areas act with the same accounts. */
export type World = {
  chain: TestChain
  clock: TestClock
  replay: Replay
  model: ProtocolModel
  /** All SAHARA there was when this began, in wei. */
  supplyWei: bigint
  /** All under which anyone put money aside, or tried to. */
  agreements: () => Agreement[]
  /** Notes an agreement, as the model has it. */
  agree: (agreement: Agreement) => ModelAgreement
  /** Lets time pass, and makes a block that knows of it. */
  passTime: (seconds: number) => Promise<void>
  /** Index of the developer account that an asset belongs to. */
  ownerOf: (asset: string) => number
}

/** Who holds money from the beginning, besides the developer accounts. */
export const moneyHolders = [
  ...[addresses.timelock, addresses.revenue],
  ...[addresses.escrow, addresses.lockedVotes],
] as const

const lower = (address: string) => address.toLowerCase()
export const addressOf = (index: number): Address => accountAt(index).address
/** As the models name an account. */
export const nameOf = (index: number): string => lower(addressOf(index))
/** The developer account of an address. */
export const indexOf = (account: string): number =>
  accounts.findIndex(({ address }) => lower(address) === lower(account))
/** As the ledger of the model names what splits royalties of resales. */
export const splitterOf = (asset: string): string => `splitter:${asset}`

const toModelAgreement = (agreement: Agreement): ModelAgreement => ({
  ...{ holder: lower(agreement.holder), purpose: agreement.purpose },
  account: lower(agreement.account),
  terms: escrowTerms[agreement.terms] ?? 'refundable',
  until: agreement.until,
})

/** The chain's errors, by the reasons of the models. */
const errorNames: Record<string, readonly string[]> = {
  'too little money': ['ERC20InsufficientBalance'],
  'too few shares': ['ERC6909InsufficientBalance'],
  nothing: ['EscrowZeroAmount', 'LockedVotesZeroAmount'],
  'pays nothing': ['RevenueZeroAmount'],
  // Escrow.
  'not agreed': ['EscrowTermsForbid'],
  'not the holder': ['EscrowNotHolder'],
  'not the account': ['EscrowNotAccount'],
  'too little aside': ['EscrowTooLittle'],
  // Assets and their sale.
  'published before': ['AssetRegistryAlreadyPublished'],
  'the lineage exceeds its cap': [
    'RevenueRoyaltiesAboveCap',
    'RevenueTooManyAncestors',
  ],
  'licence not held': ['LicencesNotHeld'],
  'not the owner': ['AssetRegistryNotOwner', 'SaharaIDNotOwner'],
  'not the grantor': ['LicencesNotOwner'],
  'retired before': ['AssetRegistryNotActive'],
  'not for sale': ['AssetRegistryNotActive'],
  'not retired': ['AssetRegistryNotRetired'],
  'another version is next': ['AssetRegistryVersionNotNext'],
  'bond not due': ['AssetRegistryBondNotDue'],
  closed: ['LicencesOfferClosed'],
  'sold out': ['LicencesSoldOut'],
  'not allowed': ['LicencesNotAllowed'],
  'bought before': ['RevenuePurchaseAlreadyMade'],
  'price above maximum': ['RevenuePriceAboveMaximum'],
  // Payments by what someone signed.
  'another amount': ['RevenueAmountNotPrice'],
  'another pays': ['ExchangeBuyerNotMaker'],
  'paid too early': ['SaharaTokenAuthorizationNotYetValid'],
  'paid too late': ['SaharaTokenAuthorizationExpired'],
  'paid before': ['SaharaTokenAuthorizationUsed'],
  'payment not signed': ['SaharaTokenInvalidSignature'],
  'not held': ['RevenueNotHeld'],
  'held for longer': ['RevenueHeldUntil'],
  'key is bad': ['RevenueKeyFaulty'],
  'key is good': ['RevenueKeyNotFaulty'],
  // Trade.
  'nobody can want it': ['ExchangeInvalidOrder'],
  'nobody trades with themselves': ['ExchangeSelfTrade'],
  'it is expired': ['ExchangeOrderExpired'],
  'it was cancelled': ['ExchangeOrderCancelled'],
  'so much is not left': ['ExchangeAmountNotLeft'],
  'it is sold no more': ['ExchangeAssetNotActive'],
  'the seller does not have it': [
    'ERC721IncorrectOwner',
    'ERC6909InsufficientBalance',
  ],
  // Keepers.
  'not listed': ['KeepersNotActive'],
  'nobody succeeds themselves': ['KeepersInvalidSuccessor'],
  'not due': ['KeepersStakeNotDue'],
  'did not leave': ['KeepersNotLeaving'],
  'challenges are open': ['KeepersChallengesOpen'],
  'no access': ['KeepersNoAccess'],
  'does not answer for it': ['KeepersNotAccountable'],
  shredded: ['KeepersShredded'],
  unpaid: ['KeepersUnpaid'],
  'asked already': ['KeepersAlreadyChallenged'],
  'not asked': ['KeepersNoChallenge'],
  'another was asked': ['KeepersNotChallenged'],
  'too late': ['KeepersTooLate'],
  'too early': ['KeepersTooEarly'],
  'dealt to another': ['KeepersNotSigned'],
  'charges already': ['KeepersChargingAlready'],
  'does not charge': ['KeepersNotCharging'],
  'not its owner': ['KeepersNotOwner'],
  'still sold': ['KeepersStillSold'],
  // Votes and IDs.
  'too little': ['LockedVotesTooLittle'],
  'no handle': ['SaharaIDInvalidHandle'],
  'handle taken': ['SaharaIDHandleTaken'],
  'belongs to one': ['SaharaIDAccountTaken'],
  'too many accounts': ['SaharaIDTooManyAccounts'],
  expired: ['SaharaIDLinkExpired'],
  'not linked': ['SaharaIDNotLinked'],
  'not signed': ['SaharaIDInvalidSignature'],
  'no such guardians': ['SaharaIDInvalidGuardians'],
  'not a guardian': ['SaharaIDNotGuardian'],
  'approved before': ['SaharaIDAlreadyApproved'],
  'no recovery': ['SaharaIDNoRecovery'],
  'too soon': ['SaharaIDRecoveryNotReady'],
  // Contributions.
  'not its owner to say': ['ContributionsNotAssetOwner'],
  'no such version': ['ContributionsUnknownVersion', 'KeepersNotPublished'],
  'no such ID': ['SaharaIDUnknown'],
  'said before': ['ContributionsAlreadyAttested'],
  'nobody said it': ['ContributionsUnknown'],
  'not the contributor': ['ContributionsNotContributor'],
  'accepted before': ['ContributionsAlreadyAccepted'],
  // What the DAO and its guardian do.
  paused: ['RevenuePaused'],
  'paused lately': ['GuardianPausedTooRecently'],
  'guardian ended': ['GuardianExpired'],
  'suspended before': ['AssetRegistryNotActive'],
  'not suspended': ['AssetRegistryNotSuspended'],
}

/** A world on a fresh chain of this clock, with all allowances given. */
export async function createWorld(
  chain: TestChain,
  clock: TestClock,
): Promise<World> {
  const replay = createReplay(chain, clock, errorNames)
  const token = { address: addresses.token, abi: saharaTokenAbi } as const
  const term = (functionName: string) => ({
    ...{ address: addresses.parameters, abi: parametersAbi, functionName },
  })
  const values = (await replay.read([
    ...[term('feeBasisPoints'), term('exchangeFeeBasisPoints')],
    ...[term('resaleRoyaltyBasisPoints'), term('publishBond')],
    ...[term('bondDelay'), term('keeperStake'), term('keeperUnbondDelay')],
    ...[term('keeperChallengePeriod'), term('keeperFee')],
    {
      ...{ address: addresses.lockedVotes, abi: lockedVotesAbi },
      functionName: 'unlockDelay',
    },
    { ...token, functionName: 'totalSupply' },
    {
      ...{ address: addresses.guardian, abi: guardianAbi },
      functionName: 'sunset',
    },
  ])) as (bigint | number)[]
  const [fee, exchangeFee, resaleRoyalty, bondWei, bondDelay] = values
  const [stakeWei, unbondDelay, challengePeriod, feeWei] = values.slice(5)
  const [unlockDelay, supplyWei, sunset] = values.slice(9)
  const model = createProtocolModel({
    terms: {
      ...{ fee: Number(fee), exchangeFee: BigInt(exchangeFee ?? 0) },
      ...{ resaleRoyalty: BigInt(resaleRoyalty ?? 0) },
      ...{ bondWei: BigInt(bondWei ?? 0), bondDelay: Number(bondDelay) },
      ...{ stakeWei: BigInt(stakeWei ?? 0), unbondDelay: Number(unbondDelay) },
      challengePeriod: Number(challengePeriod),
      ...{ feeWei: BigInt(feeWei ?? 0), unlockDelay: Number(unlockDelay) },
      // No view tells it; `protocol.md`: delays of seconds on a local chain.
      ...{ sunset: Number(sunset), minRecoveryDelay: 1 },
    },
    names: {
      ...{ revenue: addresses.revenue, escrow: addresses.escrow, splitterOf },
      ...{ lockedVotes: addresses.lockedVotes, treasury: addresses.timelock },
      idAccountOf: (id) => lower(idAccountOf(id)),
    },
    stakeOf: (keeper) => toModelAgreement(stakeAgreementOf(keeper as Address)),
    challengeBondOf: (asker) =>
      toModelAgreement(challengeAgreementOf(asker as Address)),
    feePotOf: (asset, owner) =>
      toModelAgreement(
        keeperFeeAgreementOf(asset as AssetId, owner as Address),
      ),
    bondOf: (asset, publisher) =>
      toModelAgreement(bondAgreementOf(asset as AssetId, publisher as Address)),
  })
  const holders = [...accounts.map(({ address }) => address), ...moneyHolders]
  const balances = await replay.read(
    holders.map((one) => ({
      ...{ ...token, functionName: 'balanceOf', args: [one] },
    })),
  )
  for (const [index, holder] of holders.entries())
    model.ledger.endow(lower(holder), balances[index] as bigint)

  const allow = (to: Address, abi: Abi, name: string, args: unknown[]) => ({
    ...{ to, abi, functionName: name, args, model: () => undefined },
  })
  const { exchange } = addresses
  for (const from of accounts.keys())
    for (const grant of [
      ...[addresses.revenue, addresses.escrow, addresses.lockedVotes].map(
        (spender) =>
          allow(addresses.token, saharaTokenAbi, 'approve', [
            spender,
            maxUint256,
          ]),
      ),
      allow(addresses.token, saharaTokenAbi, 'approve', [exchange, maxUint256]),
      allow(addresses.assetRegistry, assetRegistryAbi, 'setApprovalForAll', [
        exchange,
        true,
      ]),
      allow(addresses.revenueShares, revenueSharesAbi, 'setOperator', [
        exchange,
        true,
      ]),
    ])
      await replay.send({ from, ...grant })
  await replay.settle()

  const agreements = new Map<string, Agreement>()

  return {
    ...{ chain, clock, replay, model, supplyWei: BigInt(supplyWei ?? 0) },
    agreements: () => [...agreements.values()],
    agree: (agreement) => {
      const modelled = toModelAgreement(agreement)
      agreements.set(JSON.stringify(modelled), agreement)
      return modelled
    },
    passTime: async (seconds) => {
      await replay.settle()
      clock.advance(seconds * 1_000)
      await replay.step({
        ...{ from: 9, to: addresses.escrow, abi: escrowAbi },
        ...{ functionName: 'withdraw', args: [addressOf(9)] },
        model: () => model.escrow.withdraw(nameOf(9)),
      })
    },
    ownerOf: (asset) => indexOf(model.assets.ownerOf(asset) ?? 'nobody'),
  }
}
