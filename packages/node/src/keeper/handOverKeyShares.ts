import { appendFile } from 'node:fs/promises'
import { join } from 'node:path'
import { SaharaError } from '@sahara/protocol'
import type { SaharaClient } from '@sahara/sdk'
import {
  encryptTo,
  type HandOverBody,
  handOverAnswerSchema,
  handOverTypedData,
  postToKeeper,
} from '@sahara/vault'
import { type Address, verifyTypedData } from 'viem'
import {
  createKeyShareStore,
  type StoredDeposit,
} from './createKeyShareStore.ts'
import { type KeeperIdentity, openIdentity } from './openIdentity.ts'
import { openKeyShare } from './openKeyShare.ts'

export type HandOverKeySharesParameters = {
  /** Of the keeper that leaves; it may be running. */
  dataDir: string
  /** As registered, and named on chain as its successor. */
  successor: { address: Address; endpoint: string; recipient: string }
}

export type HandOverKeySharesReturnType = {
  /** How many the successor signed for. */
  handed: number
  /** The versions it did not take, and why. */
  faults: { assetId: string; version: number; error: SaharaError }[]
}

const timeoutMs = 10_000

/**
 * Hands all key shares of a keeper to its successor. Each receipt is a line in
 * `handovers.jsonl` of the keeper's folder. Called again, it does no harm.
 *
 * @throws {SaharaError} `CHAIN_MISMATCH`, `CONFIG_INVALID`
 */
export async function handOverKeyShares(
  client: SaharaClient,
  { dataDir, successor }: HandOverKeySharesParameters,
): Promise<HandOverKeySharesReturnType> {
  const identity = await openIdentity(dataDir, await client.chain.getChainId())
  const store = createKeyShareStore(join(dataDir, 'shares.db'))
  const faults: HandOverKeySharesReturnType['faults'] = []
  let handed = 0
  try {
    for (const deposit of [...store.kept()]) {
      const { assetId, version } = deposit.message
      try {
        const receipt = await handOver(client, identity, deposit, successor)
        const line = `${JSON.stringify(receipt)}\n`
        await appendFile(join(dataDir, 'handovers.jsonl'), line, {
          mode: 0o600,
        })
        handed += 1
      } catch (error) {
        if (!SaharaError.isInstance(error)) throw error
        faults.push({ assetId, version, error })
      }
    }
  } finally {
    store.close()
  }
  return { handed, faults }
}

async function handOver(
  client: SaharaClient,
  { account, identity, chainId }: KeeperIdentity,
  deposit: StoredDeposit,
  successor: HandOverKeySharesParameters['successor'],
) {
  const { publisher: _, expiresAt: __, ...rest } = deposit.message
  const value = await openKeyShare(deposit, identity)
  if (value === undefined)
    throw new SaharaError('The key share is damaged.', {
      code: 'KEEPER_SHARE_UNKNOWN',
      hint: 'Restore the folder from a backup.',
    })
  const message: HandOverBody['message'] = {
    ...rest,
    keeper: account.address.toLowerCase() as Address,
    successor: successor.address.toLowerCase() as Address,
  }
  const typedData = handOverTypedData(chainId, message)
  const sealed = await encryptTo(successor.recipient, value)
  const body: HandOverBody = {
    message,
    proof: deposit.proof,
    sealed: Buffer.from(sealed).toString('base64'),
    signature: await account.signTypedData(typedData),
  }
  const { signature } = await postToKeeper({
    endpoint: successor.endpoint,
    path: '/v1/handovers',
    body,
    schema: handOverAnswerSchema,
    timeoutMs,
    fetch: client.fetch,
  })
  const { address } = successor
  if (!(await verifyTypedData({ ...typedData, address, signature })))
    throw new SaharaError('The receipt is not signed by the successor.', {
      code: 'KEEPER_UNREACHABLE',
      hint: 'Check that its endpoint on chain leads to the keeper itself.',
    })
  return { message, signature }
}
