export {
  addresses,
  type ContractName,
  contractNameOf,
  localChainId,
} from './addresses.ts'
export { agreementIdOf } from './agreementIdOf.ts'
export {
  type Agreement,
  bondAgreementOf,
  bondSalt,
} from './bondAgreementOf.ts'
export { checkLocations } from './checkLocations.ts'
export { developerMnemonic, developerRoles } from './developerAccounts.ts'
export {
  exchangeDomain,
  keepersDomain,
  keyShareAnswerTypes,
  keyShareDepositTypes,
  keyShareHandOverTypes,
  keyShareRequestTypes,
  keyShareShredTypes,
  linkAccountTypes,
  locationListTypes,
  nodeDomain,
  orderTypes,
  receiveWithAuthorizationTypes,
  registryDomain,
  saharaIdDomain,
  tokenDomain,
  uploadSessionTypes,
} from './eip712.ts'
export { type ErrorCode, errorCodes } from './errorCodes.ts'
export {
  SaharaError,
  type SaharaErrorOptions,
  type SerializedSaharaError,
} from './errors.ts'
export { fundingNonceOf } from './fundingNonceOf.ts'
export {
  type AssetId,
  assetIdOf,
  handlePattern,
  idAccountOf,
  idOfIdAccount,
  offerIdOf,
  toAssetId,
} from './ids.ts'
export {
  challengeAgreementOf,
  keeperFeeAgreementOf,
  stakeAgreementOf,
} from './keeperAgreements.ts'
export type {
  AssetDescription,
  DescribedBlob,
  ToMetadataParameters,
} from './metadata/assetDescription.ts'
export { encodingFormatOf } from './metadata/encodingFormatOf.ts'
export { fileIdOf } from './metadata/fileIdOf.ts'
export { metadataCidOf, metadataDigestOf } from './metadata/metadataCid.ts'
export { type Metadata, metadataSchema } from './metadata/metadataSchema.ts'
export { parseMetadata } from './metadata/parseMetadata.ts'
export {
  keyShareCommitmentSchema,
  type SaharaBlock,
  saharaBlockSchema,
} from './metadata/saharaBlockSchema.ts'
export { type MetadataSummary, summaryOf } from './metadata/summaryOf.ts'
export { toDescription } from './metadata/toDescription.ts'
export { toMetadata } from './metadata/toMetadata.ts'
export { operationIdOf } from './operationIdOf.ts'
export { fillNonceOf } from './orders/fillNonceOf.ts'
export { type Order, toOrderMessage } from './orders/order.ts'
export { orderHashOf } from './orders/orderHashOf.ts'
export { describePolicy } from './policies/describePolicy.ts'
export { withoutProposer, withProposer } from './proposerSuffix.ts'
export { toLocationListMessage } from './toLocationListMessage.ts'
export {
  basisPoints,
  escrowTerms,
  evidences,
  type Item,
  items,
  type Kind,
  kinds,
  perpetual,
  type Relation,
  type Right,
  relations,
  rights,
  rightsFromBits,
  rightsToBits,
  type Side,
  type Status,
  settingUnits,
  sides,
  statuses,
  totalShares,
  type Unit,
  type UpgradeableContract,
  upgradeableContracts,
} from './vocabulary.ts'
