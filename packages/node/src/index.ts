export { problemStatus } from './api/problemStatus.ts'
export { toProblem } from './api/toProblem.ts'
export { clearTables } from './database/clearTables.ts'
export { dumpTables } from './database/dumpTables.ts'
export {
  type OpenDatabaseReturnType,
  openDatabase,
} from './database/openDatabase.ts'
export {
  explainIncome,
  type IncomeEntry,
  type IncomeEvent,
  type IncomeExplanation,
} from './explain/explainIncome.ts'
export {
  type PaymentSplit,
  type Royalty,
  splitPayment,
} from './explain/splitPayment.ts'
export type { Cursor } from './indexer/createBatchReader.ts'
export {
  createIndexer,
  type Indexer,
  type IndexerState,
} from './indexer/createIndexer.ts'
export {
  type StartNodeParameters,
  type StartNodeReturnType,
  startNode,
} from './startNode.ts'
