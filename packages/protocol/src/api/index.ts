export {
  type Earnings,
  type Explanation,
  earningsSchema,
  explanationSchema,
  type IncomeEntry,
} from './accounts.ts'
export {
  type Asset,
  type AssetPage,
  type AssetSummary,
  assetPageSchema,
  assetSchema,
  assetSummarySchema,
  type Lineage,
  licencesSchema,
  lineageSchema,
  type SalePage,
  salesSchema,
} from './assets.ts'
export {
  addressSchema,
  amountSchema,
  hashSchema,
  problemSchema,
  timeSchema,
} from './forms.ts'
export { type Hold, holdSchema, holdStates } from './holds.ts'
export {
  type Location,
  type LocationList,
  locationListPageSchema,
  locationListSchema,
  locationSchema,
} from './locations.ts'
export {
  faucetAnswerSchema,
  keepersSchema,
  statusSchema,
  storedBlobSchema,
  uploadSessionSchema,
} from './network.ts'
