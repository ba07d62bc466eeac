export { createFileJournal } from './createFileJournal.ts'
