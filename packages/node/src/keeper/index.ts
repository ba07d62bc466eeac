export { openIdentity } from './openIdentity.ts'
export {
  type StartKeeperParameters,
  type StartKeeperReturnType,
  startKeeper,
} from './startKeeper.ts'
