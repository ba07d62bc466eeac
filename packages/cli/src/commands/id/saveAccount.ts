import { newContentKey } from '@sahara/vault'
import type { Context } from '../../context.ts'
import { addIdentity, type Keystore } from '../../keystore/keystore.ts'

/**
 * Keeps a new account with its age identity, and uses it if it is the first.
 *
 * @throws {SaharaError} `INPUT_INVALID` when the name is taken
 */
export async function saveAccount(
  context: Context,
  account: { name: string; keystore: Keystore; password: string },
): Promise<void> {
  const { keystores, print } = context
  const { name, password } = account
  const keystore = account.keystore.age
    ? account.keystore
    : await addIdentity({
        keystore: account.keystore,
        identity: await newContentKey(),
        password,
      })
  await keystores.save(name, keystore)
  if ((await keystores.current()) === undefined) await keystores.use(name)
  const address = `0x${keystore.address}`
  const recipient = keystore.age?.recipient
  print({ name, address, recipient }, () => [
    `${name}  ${address}`,
    'Nobody can reset the password. Keep a backup: `sahara id export FILE`.',
  ])
}
