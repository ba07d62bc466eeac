import { addresses, linkAccountTypes, saharaIdDomain } from '@sahara/protocol'
import { saharaIdAbi } from '@sahara/protocol/abis'
import type { Address, Hex, LocalAccount } from 'viem'
import type { SaharaClient } from '../createSaharaClient.ts'
import { requireAccount } from '../internal/requireAccount.ts'
import { rethrowChainError } from '../internal/toChainError.ts'

export type SignLinkParameters = {
  /** Shall be linked. @default the client's account */
  account?: LocalAccount | undefined
  /** The Sahara ID that it shall belong to. */
  id: number
  /** How long the owner has to link it. @default a day */
  lifetimeSeconds?: number | undefined
}

/** An account's consent, for the owner of the ID to bring on chain. */
export type LinkProof = {
  id: number
  account: Address
  /** Unix seconds, inclusive. */
  deadline: number
  signature: Hex
}

/**
 * Agrees that the account shall belong to an ID: the half of linking that the
 * account itself does, on whatever machine its key is.
 *
 * @throws {SaharaError} `ACCOUNT_MISSING`, `CHAIN_UNREACHABLE`
 */
export async function signLink(
  client: SaharaClient,
  parameters: SignLinkParameters,
): Promise<LinkProof> {
  const { id, lifetimeSeconds = 86_400 } = parameters
  const account = requireAccount(client, parameters.account)
  const [chainId, latest, nonce] = await Promise.all([
    client.chain.getChainId(),
    client.chain.getBlock(),
    client.chain.readContract({
      address: addresses.saharaId,
      abi: saharaIdAbi,
      functionName: 'linkNonce',
      args: [account.address],
    }),
  ]).catch(rethrowChainError)
  const deadline = latest.timestamp + BigInt(lifetimeSeconds)
  const signature = await account.signTypedData({
    domain: saharaIdDomain(chainId),
    types: linkAccountTypes,
    primaryType: 'LinkAccount',
    message: { id: BigInt(id), account: account.address, nonce, deadline },
  })
  return {
    id,
    account: account.address,
    deadline: Number(deadline),
    signature,
  }
}
