export { accountAt, accounts } from './accounts.ts'
export { createRandom, type Random, seedOfRun } from './createRandom.ts'
export { createTestClock, type TestClock } from './createTestClock.ts'
export { type Deal, dealKeys } from './dealKeys.ts'
export { equipKeeper } from './equipKeeper.ts'
export { findFreePorts } from './findFreePorts.ts'
export { folderBytes } from './folderBytes.ts'
export { governValidators } from './governValidators.ts'
export { makeSale } from './light/makeSale.ts'
export {
  createReferenceModel,
  type ReferenceModel,
} from './referenceModel/createReferenceModel.ts'
export {
  mergeLineage,
  type Parent,
  type Royalty,
} from './referenceModel/mergeLineage.ts'
export { localChain, setupChain, type TestChain } from './setupChain.ts'
export { type KeeperSetup, setupKeepers } from './setupKeepers.ts'
export {
  canRunNetworks,
  type NetworkChain,
  setupNetworkChain,
} from './setupNetworkChain.ts'
export { type ServiceProcess, startService } from './startService.ts'
