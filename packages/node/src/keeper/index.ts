export {
  createKeeper,
  type Keeper,
} from './createKeeper.ts'
export {
  createKeyShareStore,
  type KeyShareStore,
} from './createKeyShareStore.ts'
export {
  type StartKeeperParameters,
  type StartKeeperReturnType,
  startKeeper,
} from './startKeeper.ts'
