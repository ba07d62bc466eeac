import { newContentKey } from '@sahara/vault'
import type { LocalAccount } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import {
  type AgeIdentity,
  addIdentity,
  decryptIdentity,
  decryptKeystore,
} from './keystore.ts'
import type { KeystoreFolder } from './keystoreFolder.ts'
import { keystoreInvalid } from './web3Secret.ts'

/** An account that can sign and decrypt. */
export type UnlockedAccount = {
  name: string
  account: LocalAccount
  /** The account's age identity, decrypted when it is asked for. */
  identity: () => Promise<AgeIdentity>
}

/**
 * Opens an account. A keystore that another program or an older version wrote
 * gets its age identity now, and it is on disk before anything is encrypted
 * to it.
 *
 * @throws {SaharaError} `KEYSTORE_NOT_FOUND`, `KEYSTORE_INVALID`,
 * `KEYSTORE_PASSWORD_WRONG`, `COMMON_FOLDER_IN_USE`
 */
export async function unlockAccount(parameters: {
  keystores: KeystoreFolder
  name: string
  password: string
}): Promise<UnlockedAccount> {
  const { keystores, name, password } = parameters
  let keystore = await keystores.load(name)
  const { privateKey } = await decryptKeystore({ keystore, password })
  if (!keystore.age)
    keystore = await keystores.update(name, async (now) =>
      now.age
        ? now
        : addIdentity({
            keystore: now,
            identity: await newContentKey(),
            password,
          }),
    )
  return {
    name,
    account: privateKeyToAccount(privateKey),
    identity: async () => {
      const identity = await decryptIdentity({ keystore, password })
      if (identity) return identity
      throw keystoreInvalid()
    },
  }
}
