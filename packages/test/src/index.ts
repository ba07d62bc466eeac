export { accountAt, accounts } from './accounts.ts'
export { createRandom, type Random, seedOfRun } from './createRandom.ts'
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
