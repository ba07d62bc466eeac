export {
  type AcceptContributionParameters,
  acceptContribution,
} from './actions/acceptContribution.ts'
export {
  type AcceptRecoveryParameters,
  acceptRecovery,
} from './actions/acceptRecovery.ts'
export { type AddOffersParameters, addOffers } from './actions/addOffers.ts'
export {
  type AddVersionParameters,
  addVersion,
} from './actions/addVersion.ts'
export {
  type AnswerChallengeParameters,
  answerChallenge,
} from './actions/answerChallenge.ts'
export {
  type ApproveRecoveryParameters,
  approveRecovery,
} from './actions/approveRecovery.ts'
export {
  type AttestContributionParameters,
  type AttestContributionReturnType,
  attestContribution,
} from './actions/attestContribution.ts'
export {
  type BeginKeeperFeeParameters,
  beginKeeperFee,
} from './actions/beginKeeperFee.ts'
export {
  type BuyLicenceParameters,
  type BuyLicenceReturnType,
  buyLicence,
} from './actions/buyLicence.ts'
export {
  type CancelOrdersParameters,
  cancelOrders,
} from './actions/cancelOrders.ts'
export {
  type CastVoteParameters,
  type CastVoteReturnType,
  castVote,
} from './actions/castVote.ts'
export {
  type ChallengeKeeperParameters,
  type ChallengeKeeperReturnType,
  challengeKeeper,
} from './actions/challengeKeeper.ts'
export {
  type CheckBuyerParameters,
  checkBuyer,
} from './actions/checkBuyer.ts'
export { type CheckedKeeper, checkKeepers } from './actions/checkKeepers.ts'
export {
  type CheckPolicyParameters,
  checkPolicy,
} from './actions/checkPolicy.ts'
export { type ClaimParameters, claim } from './actions/claim.ts'
export {
  type ClaimTreasuryParameters,
  type ClaimTreasuryReturnType,
  claimTreasury,
} from './actions/claimTreasury.ts'
export { type CloseOfferParameters, closeOffer } from './actions/closeOffer.ts'
export {
  type CreateOrderParameters,
  type CreateOrderReturnType,
  createOrder,
} from './actions/createOrder.ts'
export {
  type CreatePolicyParameters,
  type CreatePolicyReturnType,
  createPolicy,
  type PolicyInput,
} from './actions/createPolicy.ts'
export {
  type CreateProposalParameters,
  type CreateProposalReturnType,
  createProposal,
} from './actions/createProposal.ts'
export {
  type DelegateVotesParameters,
  delegateVotes,
} from './actions/delegateVotes.ts'
export { type DistributeParameters, distribute } from './actions/distribute.ts'
export {
  type DrawKeeperFeeParameters,
  drawKeeperFee,
} from './actions/drawKeeperFee.ts'
export {
  type EstimatePublishParameters,
  type EstimatePublishReturnType,
  estimatePublish,
} from './actions/estimatePublish.ts'
export {
  type ExecuteParameterParameters,
  executeParameter,
} from './actions/executeParameter.ts'
export {
  type ExecuteProposalParameters,
  executeProposal,
} from './actions/executeProposal.ts'
export { type ExplainReturnType, explain } from './actions/explain.ts'
export {
  type FillOrderParameters,
  type FillOrderReturnType,
  fillOrder,
} from './actions/fillOrder.ts'
export {
  type FindDeriveLicenceParameters,
  type FindDeriveLicenceReturnType,
  findDeriveLicence,
} from './actions/findDeriveLicence.ts'
export {
  type FundKeeperFeeParameters,
  fundKeeperFee,
} from './actions/fundKeeperFee.ts'
export { type FundStakeParameters, fundStake } from './actions/fundStake.ts'
export { type GetAssetReturnType, getAsset } from './actions/getAsset.ts'
export {
  type GetBalanceReturnType,
  getBalance,
} from './actions/getBalance.ts'
export {
  type GetChallengeAnswerParameters,
  type GetChallengeAnswerReturnType,
  getChallengeAnswer,
} from './actions/getChallengeAnswer.ts'
export {
  type GetEarningsReturnType,
  getEarnings,
} from './actions/getEarnings.ts'
export {
  type GetHeldPaymentParameters,
  type GetHeldPaymentReturnType,
  getHeldPayment,
  type HeldPurchase,
} from './actions/getHeldPayment.ts'
export { type GetIdReturnType, getId } from './actions/getId.ts'
export {
  type GetIdAccountReturnType,
  getIdAccount,
} from './actions/getIdAccount.ts'
export { getKeeperFee, type KeeperFee } from './actions/getKeeperFee.ts'
export { type GetLineageReturnType, getLineage } from './actions/getLineage.ts'
export { getLocations } from './actions/getLocations.ts'
export { getNewestVersion } from './actions/getNewestVersion.ts'
export { type GetOfferReturnType, getOffer } from './actions/getOffer.ts'
export { type GetOrderReturnType, getOrder } from './actions/getOrder.ts'
export { getPolicy } from './actions/getPolicy.ts'
export { getProposal } from './actions/getProposal.ts'
export {
  type GetPublicationReturnType,
  getPublication,
} from './actions/getPublication.ts'
export {
  type GetPurchaseReturnType,
  getPurchase,
} from './actions/getPurchase.ts'
export { getRoyalties } from './actions/getRoyalties.ts'
export { getStake, type Stake } from './actions/getStake.ts'
export { type GetTotalsReturnType, getTotals } from './actions/getTotals.ts'
export { type GetVotesReturnType, getVotes } from './actions/getVotes.ts'
export {
  type GrantAccessParameters,
  grantAccess,
} from './actions/grantAccess.ts'
export { type HasAccessParameters, hasAccess } from './actions/hasAccess.ts'
export {
  type LeaveKeepersReturnType,
  leaveKeepers,
} from './actions/leaveKeepers.ts'
export {
  type LinkAccountParameters,
  linkAccount,
} from './actions/linkAccount.ts'
export { listChallenges, type OpenChallenge } from './actions/listChallenges.ts'
export {
  type ListContributionsParameters,
  listContributions,
} from './actions/listContributions.ts'
export {
  type Deposit,
  type ListDepositsParameters,
  type ListDepositsReturnType,
  listDeposits,
} from './actions/listDeposits.ts'
export {
  type ListHoldersParameters,
  listHolders,
} from './actions/listHolders.ts'
export {
  type ListKeeperChallengesParameters,
  listKeeperChallenges,
} from './actions/listKeeperChallenges.ts'
export { listKeepers, type RegisteredKeeper } from './actions/listKeepers.ts'
export {
  type ListLicencesParameters,
  listLicences,
} from './actions/listLicences.ts'
export {
  type ListMembersParameters,
  listMembers,
} from './actions/listMembers.ts'
export {
  type ListMovementsParameters,
  listMovements,
} from './actions/listMovements.ts'
export { type ListOrdersParameters, listOrders } from './actions/listOrders.ts'
export {
  type ListProposalsParameters,
  listProposals,
} from './actions/listProposals.ts'
export {
  type ListPurchasesParameters,
  type ListPurchasesReturnType,
  listPurchases,
} from './actions/listPurchases.ts'
export { listSignedDeposits } from './actions/listSignedDeposits.ts'
export { type LockVotesParameters, lockVotes } from './actions/lockVotes.ts'
export {
  type NameSuccessorParameters,
  nameSuccessor,
} from './actions/nameSuccessor.ts'
export {
  type NewOrderNonceParameters,
  newOrderNonce,
} from './actions/newOrderNonce.ts'
export {
  type NewPurchaseIdParameters,
  newPurchaseId,
} from './actions/newPurchaseId.ts'
export {
  type OpenAssetParameters,
  type OpenAssetReturnType,
  openAsset,
} from './actions/openAsset.ts'
export { type PayAssetParameters, payAsset } from './actions/payAsset.ts'
export {
  type ProposeParameterParameters,
  proposeParameter,
} from './actions/proposeParameter.ts'
export {
  type ProveKeeperLieParameters,
  proveKeeperLie,
} from './actions/proveKeeperLie.ts'
export {
  type ProveKeyFaultParameters,
  proveKeyFault,
} from './actions/proveKeyFault.ts'
export { type PublishParameters, publish } from './actions/publish.ts'
export {
  type PublishAssetParameters,
  publishAsset,
} from './actions/publishAsset.ts'
export {
  type PublishVersionParameters,
  publishVersion,
} from './actions/publishVersion.ts'
export {
  type QueueProposalParameters,
  queueProposal,
} from './actions/queueProposal.ts'
export {
  type ReclaimDepositParameters,
  type ReclaimDepositReturnType,
  reclaimDeposit,
} from './actions/reclaimDeposit.ts'
export {
  type RefundPaymentParameters,
  type RefundPaymentReturnType,
  refundPayment,
} from './actions/refundPayment.ts'
export {
  type RegisterIdParameters,
  type RegisterIdReturnType,
  registerId,
} from './actions/registerId.ts'
export {
  type RegisterKeeperParameters,
  type RegisterKeeperReturnType,
  registerKeeper,
} from './actions/registerKeeper.ts'
export {
  type ReleaseBondParameters,
  type ReleaseBondReturnType,
  releaseBond,
} from './actions/releaseBond.ts'
export {
  type ReleasePaymentParameters,
  type ReleasePaymentReturnType,
  releasePayment,
} from './actions/releasePayment.ts'
export {
  type ReleaseRoyaltiesParameters,
  releaseRoyalties,
} from './actions/releaseRoyalties.ts'
export {
  type ReleaseStakeParameters,
  type ReleaseStakeReturnType,
  releaseStake,
} from './actions/releaseStake.ts'
export {
  type RequestFundsReturnType,
  requestFunds,
} from './actions/requestFunds.ts'
export {
  type RescueTokenParameters,
  rescueToken,
} from './actions/rescueToken.ts'
export {
  type RetireAssetParameters,
  retireAsset,
} from './actions/retireAsset.ts'
export {
  type RevokeAccessParameters,
  revokeAccess,
} from './actions/revokeAccess.ts'
export {
  type SearchAssetsParameters,
  type SearchAssetsReturnType,
  searchAssets,
} from './actions/searchAssets.ts'
export {
  type SetGuardiansParameters,
  setGuardians,
} from './actions/setGuardians.ts'
export {
  type SetLocationsParameters,
  setLocations,
} from './actions/setLocations.ts'
export { type SetMembersParameters, setMembers } from './actions/setMembers.ts'
export { type SetProfileParameters, setProfile } from './actions/setProfile.ts'
export {
  type SetRecipientParameters,
  setRecipient,
} from './actions/setRecipient.ts'
export {
  type SettleChallengeParameters,
  type SettleChallengeReturnType,
  settleChallenge,
} from './actions/settleChallenge.ts'
export {
  type ShredVersionParameters,
  type ShredVersionReturnType,
  shredVersion,
} from './actions/shredVersion.ts'
export {
  type LinkProof,
  type SignLinkParameters,
  signLink,
} from './actions/signLink.ts'
export {
  type TransferSharesParameters,
  transferShares,
} from './actions/transferShares.ts'
export {
  type UnlinkAccountParameters,
  unlinkAccount,
} from './actions/unlinkAccount.ts'
export {
  type UnlockVotesParameters,
  type UnlockVotesReturnType,
  unlockVotes,
} from './actions/unlockVotes.ts'
export {
  type UnwrapCoinParameters,
  unwrapCoin,
} from './actions/unwrapCoin.ts'
export {
  type UploadBlobsParameters,
  uploadBlobs,
} from './actions/uploadBlobs.ts'
export { vetoRecovery } from './actions/vetoRecovery.ts'
export {
  type WaitForNodeParameters,
  waitForNode,
} from './actions/waitForNode.ts'
export {
  type WithdrawEscrowParameters,
  type WithdrawEscrowReturnType,
  withdrawEscrow,
} from './actions/withdrawEscrow.ts'
export {
  type WithdrawVotesParameters,
  withdrawVotes,
} from './actions/withdrawVotes.ts'
export { type WrapCoinParameters, wrapCoin } from './actions/wrapCoin.ts'
export {
  type CreateSaharaClientParameters,
  createSaharaClient,
  type SaharaClient,
  type SdkClock,
} from './createSaharaClient.ts'
export type { ParameterChange } from './internal/encodeParameterChange.ts'
export type { PublishProgress } from './internal/publishProgress.ts'
export { readEntry } from './internal/readEntry.ts'
export type { ProposedCall } from './internal/toCallLists.ts'
export { rethrowChainError } from './internal/toChainError.ts'
export type { OfferInput } from './internal/toOfferTerms.ts'
export { createMemoryJournal, type Journal } from './journal.ts'
export { inferRecordSets, type RecordSet } from './metadata/inferRecordSets.ts'
export { toLocalDataset } from './metadata/toLocalDataset.ts'
