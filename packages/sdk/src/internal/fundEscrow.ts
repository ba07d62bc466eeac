import { type Agreement, addresses, fundingNonceOf } from '@sahara/protocol'
import { escrowAbi } from '@sahara/protocol/abis'
import type { Hex } from 'viem'
import type { SaharaClient } from '../createSaharaClient.ts'
import { payOnce } from './payOnce.ts'
import { requireAccount } from './requireAccount.ts'
import type { SenderParameters, SentReturnType } from './write.ts'

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
  const { transactionHash } = await payOnce(client, {
    account,
    address: addresses.escrow,
    abi: escrowAbi,
    functionName: 'fundWithAuthorization',
    args: (authorization) => [
      agreement,
      amountWei,
      account.address,
      salt,
      authorization,
    ],
    amountWei,
    nonce,
    key: `fund:${nonce}`,
    signal,
  })
  return { transactionHash }
}
