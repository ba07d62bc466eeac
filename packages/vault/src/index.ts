export { ageRecipientOf, newAgeIdentity } from './age/ageIdentity.ts'
export {
  type DecryptFileParameters,
  decryptFile,
} from './age/decryptFile.ts'
export {
  type EncryptFileParameters,
  encryptFile,
} from './age/encryptFile.ts'
export type { VaultCrypto } from './age/VaultCrypto.ts'
export type {
  BlobOptions,
  BlobReader,
  BlobStore,
  ByteSource,
} from './blobs/BlobStore.ts'
export { blocksOf } from './blobs/blocksOf.ts'
export {
  type BlobTarget,
  type CopyTreeOptions,
  type CopyTreeProgress,
  copyTree,
} from './blobs/copyTree.ts'
export {
  type CreateGatewayBlobStoreParameters,
  createGatewayBlobStore,
} from './blobs/createGatewayBlobStore.ts'
export { createMemoryBlobStore } from './blobs/createMemoryBlobStore.ts'
export { exportCar } from './blobs/exportCar.ts'
export { hasFile } from './blobs/hasFile.ts'
export {
  type ImportCarParameters,
  type ImportCarReturnType,
  importCar,
} from './blobs/importCar.ts'
export { type ImportFileReturnType, importFile } from './blobs/importFile.ts'
export { parseCid } from './blobs/parseCid.ts'
export { type DenyList, parseDenyList } from './blobs/parseDenyList.ts'
export { fileSize, type ReadFileOptions, readFile } from './blobs/readFile.ts'
export { maxBlockBytes, verifyBlock } from './blobs/verifyBlock.ts'
export {
  type CollectKeySharesParameters,
  type CollectKeySharesReturnType,
  collectKeyShares,
  type KeeperFault,
} from './keys/collectKeyShares.ts'
export {
  type CollectShredReceiptsParameters,
  type CollectShredReceiptsReturnType,
  collectShredReceipts,
} from './keys/collectShredReceipts.ts'
export { combineKeyShares } from './keys/combineKeyShares.ts'
export { commitKeyShares } from './keys/commitKeyShares.ts'
export { keyCommitmentOf, shareHashOf } from './keys/commitments.ts'
export {
  type CommitmentTree,
  type CommittedKeys,
  commitmentRootOf,
  commitmentTree,
} from './keys/commitmentTree.ts'
export {
  type DepositKeySharesParameters,
  depositKeyShares,
  type SignedDeposit,
} from './keys/depositKeyShares.ts'
export { findKeyFault, type KeyFault } from './keys/findKeyFault.ts'
export { isKeyShareCommitted } from './keys/isKeyShareCommitted.ts'
export {
  answerTypedData,
  type DepositBody,
  depositAnswerSchema,
  depositBodySchema,
  depositTypedData,
  type HandOverBody,
  handOverAnswerSchema,
  handOverBodySchema,
  handOverTypedData,
  type KeeperInfo,
  keeperInfoSchema,
  type RequestAnswer,
  type RequestBody,
  requestAnswerSchema,
  requestBodySchema,
  requestTypedData,
  type ShredBody,
  type ShredReceipt,
  shredAnswerSchema,
  shredBodySchema,
  shredTypedData,
} from './keys/keeperMessages.ts'
export { type Fetch, postToKeeper } from './keys/postToKeeper.ts'
export {
  type RequestKeySharesParameters,
  type RequestKeySharesReturnType,
  requestKeyShares,
} from './keys/requestKeyShares.ts'
export { sealKeyShares } from './keys/sealKeyShares.ts'
export { type KeyShare, splitContentKey } from './keys/splitContentKey.ts'
export { verifyCommitment } from './keys/verifyCommitment.ts'
export {
  type ContentKey,
  contentKeyFromBytes,
  contentKeyToBytes,
  type NewContentKeyParameters,
  newContentKey,
} from './sealing/contentKey.ts'
export { decryptWith, encryptTo } from './sealing/encryptTo.ts'
export {
  type Manifest,
  type ManifestFile,
  manifestFileSchema,
  manifestSchema,
} from './sealing/manifestSchema.ts'
export { type OpenFileParameters, openFile } from './sealing/openFile.ts'
export {
  type OpenManifestParameters,
  openManifest,
} from './sealing/openManifest.ts'
export {
  type SealAssetParameters,
  type SealAssetReturnType,
  type SealedFileSource,
  type SealProgress,
  sealAsset,
} from './sealing/sealAsset.ts'
