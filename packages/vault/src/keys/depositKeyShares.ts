import { SaharaError } from '@sahara/protocol'
import {
  type Address,
  type Hex,
  type LocalAccount,
  verifyTypedData,
} from 'viem'
import { type CommittedKeys, commitmentTree } from './commitmentTree.ts'
import {
  type DepositBody,
  depositAnswerSchema,
  depositTypedData,
} from './keeperMessages.ts'
import { type Fetch, postToKeeper } from './postToKeeper.ts'

/** A day less than keepers allow, so that clocks may differ. */
const lifetimeSeconds = 14 * 86_400

/** A keeper's promise, signed, that it holds a key share on disk. */
export type SignedDeposit = DepositBody['message'] & {
  signature: Hex
  /** From the leaf of the key share to the commitment. */
  proof: Hex[]
}

export type DepositKeySharesParameters = {
  /** What is to be published; `commitKeyShares` makes it. */
  block: CommittedKeys
  /** What `sealKeyShares` made of the block's key shares. */
  sealedShares: readonly string[]
  /** Where each keeper of the block answers, from the chain. */
  keepers: readonly { address: Address; endpoint: string }[]
  /** The salt the asset id was derived with. */
  salt: Hex
  /** The publisher, or the owner for a later version. */
  account: LocalAccount
  chainId: number
  clock?: { now: () => number } | undefined
  fetch?: Fetch | undefined
  /** @default 10_000 */
  timeoutMs?: number | undefined
  signal?: AbortSignal | undefined
}

/**
 * Gives each keeper its key share, with the proof that it belongs to the
 * block, and collects the keepers' signatures. The block must be on chain
 * before the deposits expire; repeating it is safe, and prolongs them.
 *
 * @returns one signed deposit for each key share of the block, in its order
 * @throws {SaharaError} `KEEPER_DEPOSIT_REFUSED`, `KEEPER_QUOTA_EXCEEDED`,
 *   `KEEPER_BUSY`, `KEEPER_UNREACHABLE`, `INPUT_INVALID`
 */
export async function depositKeyShares(
  parameters: DepositKeySharesParameters,
): Promise<SignedDeposit[]> {
  const { block, sealedShares, keepers, account } = parameters
  const now = (parameters.clock ?? Date).now()
  const { root, proofOf } = commitmentTree(block)
  const deposits = block.keyShares.map((committed, position) => {
    const { index, epoch, hash } = committed
    const address = committed.keeper.toLowerCase() as Address
    const keeper = keepers.find((one) => one.address.toLowerCase() === address)
    const sealed = sealedShares[position]
    const proof = proofOf(position)
    if (!keeper || !sealed || !proof)
      throw new SaharaError('A key share or keeper of the block is missing.', {
        code: 'INPUT_INVALID',
        hint: 'Give every keeper and key share that the block names.',
        details: { index, keeper: address },
      })
    const message: DepositBody['message'] = {
      assetId: block.assetId as Hex,
      version: block.version,
      index,
      epoch,
      shareHash: hash as Hex,
      commitment: root,
      publisher: account.address.toLowerCase() as Address,
      keeper: address,
      expiresAt: Math.floor(now / 1_000) + lifetimeSeconds,
    }
    return { message, proof, sealed, endpoint: keeper.endpoint }
  })
  return Promise.all(deposits.map((one) => deposit({ ...parameters, ...one })))
}

async function deposit(
  parameters: Pick<
    DepositKeySharesParameters,
    'account' | 'chainId' | 'salt' | 'timeoutMs' | 'fetch' | 'signal'
  > &
    Pick<DepositBody, 'message' | 'proof' | 'sealed'> & { endpoint: string },
): Promise<SignedDeposit> {
  const { account, chainId, salt, message, proof, sealed } = parameters
  const typedData = depositTypedData(chainId, message)
  const body: DepositBody = {
    message,
    salt,
    proof,
    sealed,
    signature: await account.signTypedData(typedData),
  }
  const { signature } = await postToKeeper({
    endpoint: parameters.endpoint,
    path: '/v1/deposits',
    body,
    schema: depositAnswerSchema,
    timeoutMs: parameters.timeoutMs ?? 10_000,
    fetch: parameters.fetch ?? globalThis.fetch,
    signal: parameters.signal,
  })
  const signed = await verifyTypedData({
    ...typedData,
    address: message.keeper,
    signature,
  }).catch(() => false)
  if (!signed)
    // Anyone on the way could have sent this: it proves nothing about the keeper.
    throw new SaharaError('The deposit is not signed by the keeper.', {
      code: 'KEEPER_UNREACHABLE',
      hint: 'Check that its endpoint on chain leads to the keeper itself.',
      retryable: true,
      details: { keeper: message.keeper },
    })
  return { ...message, signature, proof }
}
