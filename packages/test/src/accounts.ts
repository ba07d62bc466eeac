import { developerMnemonic } from '@sahara/protocol'
import { type HDAccount, mnemonicToAccount } from 'viem/accounts'

/** The ten developer accounts of local chains. */
export const accounts: readonly HDAccount[] = Array.from(
  { length: 10 },
  (_, index) => mnemonicToAccount(developerMnemonic, { addressIndex: index }),
)

/** One developer account by its index. */
export function accountAt(index: number): HDAccount {
  const account = accounts[index]
  if (!account) throw new RangeError(`no developer account ${index}`)
  return account
}
