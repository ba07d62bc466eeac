import { SaharaError } from '@sahara/protocol'
import { type Address, type Hex, isAddressEqual, verifyTypedData } from 'viem'
import {
  type ShredReceipt,
  shredAnswerSchema,
  shredTypedData,
} from './keeperMessages.ts'
import { type Fetch, postToKeeper } from './postToKeeper.ts'

export type CollectShredReceiptsParameters = {
  assetId: Hex
  version: number
  /** Where each keeper answers, from the chain. */
  keepers: readonly { address: Address; endpoint: string }[]
  chainId: number
  fetch?: Fetch | undefined
  /** @default 10_000 */
  timeoutMs?: number | undefined
  signal?: AbortSignal | undefined
}

export type CollectShredReceiptsReturnType = {
  /** Each signed by its keeper. */
  receipts: ShredReceipt[]
  /** Keepers that gave none, and why. */
  faults: { keeper: Address; error: SaharaError }[]
}

/**
 * Asks keepers for receipts that they dropped the key shares of a version,
 * which its owner has ordered on chain.
 */
export async function collectShredReceipts(
  parameters: CollectShredReceiptsParameters,
): Promise<CollectShredReceiptsReturnType> {
  const { assetId, version, keepers, chainId, signal } = parameters
  const receipts: ShredReceipt[] = []
  const faults: CollectShredReceiptsReturnType['faults'] = []
  await Promise.all(
    keepers.map(async ({ address, endpoint }) => {
      try {
        const receipt = await postToKeeper({
          endpoint,
          path: '/v1/shreds',
          body: { assetId, version },
          schema: shredAnswerSchema,
          timeoutMs: parameters.timeoutMs ?? 10_000,
          fetch: parameters.fetch ?? globalThis.fetch,
          signal,
        })
        const { message, signature } = receipt
        const isSigned = await verifyTypedData({
          ...shredTypedData(chainId, message),
          address,
          signature,
        }).catch(() => false)
        const isMeant =
          message.assetId === assetId &&
          message.version === version &&
          isAddressEqual(message.keeper, address)
        if (!isSigned || !isMeant) throw notSigned(address)
        receipts.push(receipt)
      } catch (error) {
        signal?.throwIfAborted()
        if (!SaharaError.isInstance(error)) throw error
        faults.push({ keeper: address, error })
      }
    }),
  )
  return { receipts, faults }
}

function notSigned(keeper: Address): SaharaError {
  // Anyone on the way could have sent this: it proves nothing about the keeper.
  return new SaharaError('The receipt is not signed by the keeper.', {
    code: 'KEEPER_UNREACHABLE',
    hint: 'Check that its endpoint on chain leads to the keeper itself.',
    details: { keeper },
  })
}
