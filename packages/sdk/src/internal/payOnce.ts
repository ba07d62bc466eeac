import type { Abi, Address, Hex, LocalAccount, TransactionReceipt } from 'viem'
import type { SaharaClient } from '../createSaharaClient.ts'
import { findAuthorizationUse } from './findAuthorizationUse.ts'
import { transactionKey } from './sendTransaction.ts'
import { type Authorization, signAuthorization } from './signAuthorization.ts'
import { write } from './write.ts'

/**
 * Calls a contract that draws a signed payment (EIP-3009), once for each nonce,
 * and returns the final receipt: of an earlier call, if one paid.
 */
export async function payOnce(
  client: SaharaClient,
  parameters: {
    account: LocalAccount
    address: Address
    abi: Abi
    functionName: string
    args: (authorization: Authorization) => readonly unknown[]
    /** Wei of SAHARA. */
    amountWei: bigint
    nonce: Hex
    /** Names the operation in the journal. */
    key: string
    signal: AbortSignal | undefined
  },
): Promise<TransactionReceipt> {
  const { args, amountWei, nonce, ...call } = parameters
  const { account, address, key } = call
  const earlier = await findAuthorizationUse(client, account.address, nonce)
  if (earlier) {
    await client.journal.delete(transactionKey(account.address, key))
    return earlier
  }
  const authorization = await signAuthorization(client, {
    account,
    to: address,
    valueWei: amountWei,
    nonce,
  })
  return write(client, { ...call, args: args(authorization) })
}
