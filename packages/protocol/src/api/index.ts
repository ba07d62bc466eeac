export {
  type Earnings,
  type Explanation,
  earningsSchema,
  explanationSchema,
  type IncomeEntry,
} from './accounts.ts'
export {
  type Asset,
  type AssetPage,
  type AssetSummary,
  assetPageSchema,
  assetSchema,
  assetSummarySchema,
  type Lineage,
  lineageSchema,
  type SalePage,
  salesSchema,
} from './assets.ts'
export {
  type Change,
  type ChangePage,
  changePageSchema,
  changeSchema,
} from './changes.ts'
export {
  type ConsensusCommit,
  type ConsensusGenesis,
  type ConsensusHeader,
  consensusGenesisSchema,
  type SignedHeader,
  signedHeaderSchema,
  type ValidatorPage,
  validatorPageSchema,
} from './consensus.ts'
export { type DepositPage, depositPageSchema } from './deposits.ts'
export {
  fromOrderJson,
  type ListedOrder,
  listedOrderSchema,
  type OrderPage,
  orderPageSchema,
  orderSchema,
  type SignedOrder,
  signedOrderSchema,
  type Trade,
  type TradePage,
  toOrderJson,
  tradePageSchema,
  tradeSchema,
} from './exchange.ts'
export {
  addressSchema,
  amountSchema,
  hashSchema,
  problemSchema,
  timeSchema,
} from './forms.ts'
export { type Hold, holdSchema, holdStates } from './holds.ts'
export {
  type Contribution,
  type ContributionPage,
  contributionPageSchema,
  contributionSchema,
  type Identity,
  type IdentityPage,
  identityPageSchema,
  identitySchema,
  linkProofSchema,
  type Profile,
  profileSchema,
} from './ids.ts'
export {
  type Challenge,
  type ChallengePage,
  challengeSchema,
  challengesSchema,
  type EscrowMove,
  escrowMoveSchema,
  keepersSchema,
} from './keepers.ts'
export {
  type Expiries,
  type HolderList,
  holdersSchema,
  type LicenceList,
  licencesSchema,
} from './licences.ts'
export {
  type Location,
  type LocationList,
  locationListPageSchema,
  locationListSchema,
  locationSchema,
} from './locations.ts'
export {
  type DepositPurpose,
  depositPurposes,
  type MovementCause,
  type MovementPage,
  movementCauses,
  movementPageSchema,
} from './movements.ts'
export {
  faucetAnswerSchema,
  statusSchema,
  storedBlobSchema,
  uploadSessionSchema,
} from './network.ts'
export {
  type Policy,
  type PolicyMemberPage,
  type PolicyRule,
  policyMemberPageSchema,
  policyRuleSchema,
  policySchema,
} from './policies.ts'
export {
  type CastVotePage,
  castVotePageSchema,
  castVoteSchema,
  type Proposal,
  type ProposalPage,
  proposalPageSchema,
  proposalSchema,
} from './proposals.ts'
