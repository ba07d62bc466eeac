export {
  type StartKeeperParameters,
  type StartKeeperReturnType,
  startKeeper,
} from './startKeeper.ts'
