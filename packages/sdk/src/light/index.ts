export {
  type VerifyBalanceParameters,
  type VerifyBalanceReturnType,
  verifyBalance,
} from '../actions/verifyBalance.ts'
export {
  type VerifyLicenceParameters,
  type VerifyLicenceReturnType,
  verifyLicence,
} from '../actions/verifyLicence.ts'
export {
  type VerifyOwnerParameters,
  type VerifyOwnerReturnType,
  verifyOwner,
} from '../actions/verifyOwner.ts'
export {
  type ConsensusRequest,
  type ConsensusTransport,
  consensusOfNode,
  consensusOfRpc,
} from './consensusTransports.ts'
export {
  type CreateLightClientParameters,
  createLightClient,
  type LightClient,
  type TrustedHeader,
} from './createLightClient.ts'
export type { LightBlock } from './fetchLightBlock.ts'
export type { LightValidator } from './validators.ts'
export {
  type Verification,
  type VerifyBlockStateParameters,
  type VerifyBlockStateReturnType,
  verifyBlockState,
} from './verifyBlockState.ts'
export type { Signer } from './verifyCommit.ts'
export type { VerifiedState } from './verifyState.ts'
