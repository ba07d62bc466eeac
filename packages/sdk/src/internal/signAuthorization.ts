import { receiveWithAuthorizationTypes, tokenDomain } from '@sahara/protocol'
import type { Address, Hex, LocalAccount } from 'viem'
import type { SaharaClient } from '../createSaharaClient.ts'
import { rethrowChainError } from './toChainError.ts'

/** Seconds a signed payment can be used. */
const lifetimeSeconds = 3600n

/** A signed transfer (EIP-3009), as the contracts take it. */
export type Authorization = {
  validAfter: bigint
  validBefore: bigint
  signature: Hex
}

/** Signs a payment that only `to` can draw, once (EIP-3009). */
export async function signAuthorization(
  client: SaharaClient,
  parameters: {
    account: LocalAccount
    to: Address
    valueWei: bigint
    nonce: Hex
  },
): Promise<Authorization> {
  const { account, to, valueWei, nonce } = parameters
  const [chainId, latest] = await Promise.all([
    client.chain.getChainId(),
    client.chain.getBlock(),
  ]).catch(rethrowChainError)
  const validAfter = 0n
  const validBefore = latest.timestamp + lifetimeSeconds
  const signature = await account.signTypedData({
    domain: tokenDomain(chainId),
    types: receiveWithAuthorizationTypes,
    primaryType: 'ReceiveWithAuthorization',
    message: {
      from: account.address,
      to,
      value: valueWei,
      validAfter,
      validBefore,
      nonce,
    },
  })
  return { validAfter, validBefore, signature }
}
