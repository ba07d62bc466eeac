import { type Agreement, addresses, fundingNonceOf } from '@sahara/protocol'
import { escrowAbi } from '@sahara/protocol/abis'
import type { Hex } from 'viem'
import type { SaharaClient } from '../createSaharaClient.ts'
import { findAuthorizationUse } from './findAuthorizationUse.ts'
import { requireAccount } from './requireAccount.ts'
import { transactionKey } from './sendTransaction.ts'
import { signAuthorization } from './signAuthorization.ts'
import { type SenderParameters, type SentReturnType, send } from './write.ts'

/** Puts money of the account aside under an agreement, once for each salt. */
export async function fundEscrow(
  client: SaharaClient,
  parameters: SenderParameters & {
    agreement: Agreement
    amountWei: bigint
    salt: Hex
  },
): Promise<SentReturnType> {
  const { agreement, amountWei, salt, signal } = parameters
  const account = requireAccount(client, parameters.account)
  const nonce = fundingNonceOf({ agreement, amountWei, salt })
  const key = `fund:${nonce}`
  const earlier = await findAuthorizationUse(client, account.address, nonce)
  if (earlier) {
    await client.journal.delete(transactionKey(account.address, key))
    return { transactionHash: earlier.transactionHash }
  }
  const authorization = await signAuthorization(client, {
    account,
    to: addresses.escrow,
    valueWei: amountWei,
    nonce,
  })
  return send(client, {
    account,
    address: addresses.escrow,
    abi: escrowAbi,
    functionName: 'fundWithAuthorization',
    args: [agreement, amountWei, account.address, salt, authorization],
    key,
    signal,
  })
}
