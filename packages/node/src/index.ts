export { problemStatus } from './api/problemStatus.ts'
export { toProblem } from './api/toProblem.ts'
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
