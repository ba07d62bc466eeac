export { addresses, localChainId } from './addresses.ts'
export {
  type Agreement,
  bondAgreementOf,
  bondSalt,
} from './bondAgreementOf.ts'
export { developerMnemonic, developerRoles } from './developerAccounts.ts'
export {
  keepersDomain,
  keyShareAnswerTypes,
  keyShareDepositTypes,
  keyShareRequestTypes,
  nodeDomain,
  receiveWithAuthorizationTypes,
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
export { type AssetId, assetIdOf, offerIdOf, toAssetId } from './ids.ts'
export {
  keyShareCommitmentSchema,
  type Metadata,
  metadataSchema,
  type SaharaBlock,
  saharaBlockSchema,
} from './metadata.ts'
export { metadataCidOf, metadataDigestOf } from './metadataCid.ts'
export {
  basisPoints,
  escrowTerms,
  type Kind,
  kinds,
  perpetual,
  type Relation,
  type Right,
  relations,
  rights,
  rightsFromBits,
  rightsToBits,
  type Status,
  statuses,
  totalShares,
} from './vocabulary.ts'
