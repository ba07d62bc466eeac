export {
  type CreateDiskBlobStoreParameters,
  createDiskBlobStore,
} from './createDiskBlobStore.ts'
export { nodeCrypto } from './nodeCrypto.ts'
