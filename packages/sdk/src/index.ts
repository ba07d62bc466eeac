export {
  type CreateSaharaClientParameters,
  createSaharaClient,
  type SaharaClient,
  type SdkClock,
} from './createSaharaClient.ts'
export { createMemoryJournal, type Journal } from './journal.ts'
