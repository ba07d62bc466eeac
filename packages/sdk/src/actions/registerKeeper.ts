import { addresses, fundingNonceOf, stakeAgreementOf } from '@sahara/protocol'
import { keepersAbi } from '@sahara/protocol/abis'
import { type Hash, numberToHex } from 'viem'
import type { SaharaClient } from '../createSaharaClient.ts'
import { requireAccount } from '../internal/requireAccount.ts'
import { signAuthorization } from '../internal/signAuthorization.ts'
import { rethrowChainError } from '../internal/toChainError.ts'
import { type SenderParameters, write } from '../internal/write.ts'
import { getStake } from './getStake.ts'

export type RegisterKeeperParameters = SenderParameters & {
  /** Public address of the keeper's HTTP API. */
  endpoint: string
  /** age recipient that key shares are encrypted to. */
  recipient: string
}

export type RegisterKeeperReturnType = {
  transactionHash: Hash
  /** What its stake lacked and is locked now, in wei of SAHARA. */
  stakedWei: bigint
}

/**
 * Registers the signing account as a keeper, or renews its entry with a new
 * epoch. Pays what its stake lacks, unless that lies in Escrow for it already.
 *
 * @throws {SaharaError} `ACCOUNT_MISSING`, `GAS_BALANCE_TOO_LOW`,
 * `TOKEN_BALANCE_TOO_LOW`, `CHAIN_UNREACHABLE`, `TRANSACTION_REVERTED`,
 * `TRANSACTION_NOT_FINAL`, `JOURNAL_INVALID`
 */
export async function registerKeeper(
  client: SaharaClient,
  parameters: RegisterKeeperParameters,
): Promise<RegisterKeeperReturnType> {
  const { endpoint, recipient, signal } = parameters
  const account = requireAccount(client, parameters.account)
  const { address } = account
  const [{ freeWei, missingWei }, { epoch }] = await Promise.all([
    getStake(client, { keeper: address }),
    client.chain
      .readContract({
        address: addresses.keepers,
        abi: keepersAbi,
        functionName: 'keeperOf',
        args: [address],
      })
      .catch(rethrowChainError),
  ])
  const call = { account, address: addresses.keepers, abi: keepersAbi, signal }
  if (freeWei >= missingWei) {
    const { transactionHash } = await write(client, {
      ...call,
      functionName: 'register',
      args: [endpoint, recipient],
    })
    return { transactionHash, stakedWei: missingWei }
  }
  const stake = await signAuthorization(client, {
    account,
    to: addresses.escrow,
    valueWei: missingWei,
    nonce: fundingNonceOf({
      agreement: stakeAgreementOf(address),
      amountWei: missingWei,
      salt: numberToHex(epoch + 1n, { size: 32 }),
    }),
  })
  const { transactionHash } = await write(client, {
    ...call,
    functionName: 'registerWithAuthorization',
    args: [endpoint, recipient, stake],
    // Not the signature, which is another at each try.
    key: `keeper:${epoch + 1n}:${missingWei}:${endpoint}:${recipient}`,
  })
  return { transactionHash, stakedWei: missingWei }
}
