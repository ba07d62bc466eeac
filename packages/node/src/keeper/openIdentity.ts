import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { writeFileAtomic } from '@sahara/common'
import { SaharaError } from '@sahara/protocol'
import { ageRecipientOf, newAgeIdentity } from '@sahara/vault'
import type { Hex, LocalAccount } from 'viem'
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
import { z } from 'zod'

/** The keys of a keeper. */
export type KeeperIdentity = {
  chainId: number
  /** Signs deposits and answers, and pays for the registration. */
  account: LocalAccount
  /** age identity that opens the stored key shares. Secret. */
  identity: string
  /** Its public half, as registered on chain. */
  recipient: string
}

const folderSchema = z.strictObject({ schema: z.literal(1), chainId: z.int() })
const privateKeySchema = z.string().regex(/^0x[0-9a-f]{64}$/)

/**
 * The keys of a keeper's folder, made on its first start. Each lies in a file
 * of its own that only the owner may read, and the folder belongs to one
 * chain for good.
 *
 * @throws {SaharaError} `CHAIN_MISMATCH`, `CONFIG_INVALID`
 */
export async function openIdentity(
  directory: string,
  chainId: number,
): Promise<KeeperIdentity> {
  const folder = await readOrMake(join(directory, 'keeper.json'), async () =>
    JSON.stringify({ schema: 1, chainId }),
  )
  const recorded = parse(directory, () =>
    folderSchema.parse(JSON.parse(folder)),
  )
  if (recorded.chainId !== chainId)
    throw new SaharaError(
      `The folder belongs to chain ${recorded.chainId}, the RPC to ${chainId}.`,
      {
        code: 'CHAIN_MISMATCH',
        hint: 'Give the RPC of the right chain, or another folder with --data.',
        details: { recorded: recorded.chainId, chainId },
      },
    )
  const privateKey = await readOrMake(join(directory, 'signer.key'), async () =>
    generatePrivateKey(),
  )
  const identity = await readOrMake(
    join(directory, 'recipient.key'),
    async () => (await newAgeIdentity()).identity,
  )
  return {
    chainId,
    account: parse(directory, () =>
      privateKeyToAccount(privateKeySchema.parse(privateKey) as Hex),
    ),
    identity,
    recipient: await ageRecipientOf(identity).catch((cause) =>
      damaged(directory, cause),
    ),
  }
}

async function readOrMake(
  path: string,
  make: () => Promise<string>,
): Promise<string> {
  const information = await stat(path).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  })
  if (information === undefined) {
    const text = await make()
    await writeFileAtomic(path, `${text}\n`, { mode: 0o600 })
    return text
  }
  if (process.platform !== 'win32' && (information.mode & 0o077) !== 0)
    throw new SaharaError(`Others may read ${path}.`, {
      code: 'CONFIG_INVALID',
      hint: `Run: chmod 600 ${path}`,
      details: { path },
    })
  return (await readFile(path, 'utf8')).trim()
}

function parse<T>(directory: string, read: () => T): T {
  try {
    return read()
  } catch (cause) {
    return damaged(directory, cause)
  }
}

function damaged(directory: string, cause: unknown): never {
  // The cause may quote the file, which is secret.
  throw new SaharaError(`The keeper's files in ${directory} are damaged.`, {
    code: 'CONFIG_INVALID',
    hint: 'Restore keeper.json, signer.key and recipient.key from a backup.',
    details: { directory, reason: cause instanceof Error ? cause.name : '' },
  })
}
