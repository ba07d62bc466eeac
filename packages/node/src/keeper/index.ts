export {
  type HandOverKeySharesParameters,
  type HandOverKeySharesReturnType,
  handOverKeyShares,
} from './handOverKeyShares.ts'
export { openIdentity } from './openIdentity.ts'
export {
  type StartKeeperParameters,
  type StartKeeperReturnType,
  startKeeper,
} from './startKeeper.ts'
