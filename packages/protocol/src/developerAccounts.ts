/**
 * The developer mnemonic everyone knows. Its accounts hold SAHARA on local
 * chains only; services refuse them on public ones.
 */
export const developerMnemonic =
  'test test test test test test test test test test test junk'

/** What each derived account (by its index) is used for on a local chain. */
export const developerRoles = {
  alice: 0,
  bob: 1,
  carol: 2,
  dave: 3,
  erin: 4,
  /** Behind the guardian. */
  foundation: 7,
  proposer: 8,
  faucet: 9,
} as const
