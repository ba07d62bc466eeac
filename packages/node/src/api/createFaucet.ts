import {
  addresses,
  developerMnemonic,
  developerRoles,
  localChainId,
  SaharaError,
} from '@sahara/protocol'
import { saharaTokenAbi } from '@sahara/protocol/abis'
import {
  type Address,
  createWalletClient,
  encodeFunctionData,
  formatEther,
  type Hash,
  http,
  type PublicClient,
  parseEther,
} from 'viem'
import { mnemonicToAccount } from 'viem/accounts'

export type FaucetReturnType = {
  /** Wei of SAHARA sent. */
  token: bigint
  /** Wei of native coin sent, for gas. */
  native: bigint
  transactionHashes: Hash[]
}

/** Gives an account its part; see {@link createFaucet}. */
export type Faucet = (account: Address) => Promise<FaucetReturnType>

const tokenPart = parseEther('1000')
const nativePart = parseEther('10')

const refused = (message: string, hint?: string) =>
  new SaharaError(message, { code: 'NODE_FAUCET_REFUSED', hint })

/**
 * Gives an account SAHARA and gas on a local chain, from the developer key
 * everyone knows; answers when both transfers are final. Accounts that hold
 * the faucet's part already get nothing.
 *
 * @throws {SaharaError} `NODE_FAUCET_REFUSED`, `TRANSACTION_NOT_FINAL`
 */
export function createFaucet(parameters: {
  chain: PublicClient
  chainId: number
  rpcUrl: string
}): Faucet {
  const { chain, chainId, rpcUrl } = parameters
  const wallet = createWalletClient({
    account: mnemonicToAccount(developerMnemonic, {
      addressIndex: developerRoles.faucet,
    }),
    transport: http(rpcUrl),
  })
  let queue: Promise<unknown> = Promise.resolve()

  async function give(account: Address): Promise<FaucetReturnType> {
    if (chainId !== localChainId)
      throw refused('The faucet works on local chains only.')
    const [balance, gas] = await Promise.all([
      chain.readContract({
        address: addresses.token,
        abi: saharaTokenAbi,
        functionName: 'balanceOf',
        args: [account],
      }),
      chain.getBalance({ address: account }),
    ])
    const token = balance < tokenPart ? tokenPart : 0n
    const native = gas < nativePart ? nativePart : 0n
    if (token + native === 0n)
      throw refused(
        'The account has its part already.',
        `It gets more when it holds less than ${formatEther(tokenPart)} SAHARA or ${formatEther(nativePart)} for gas.`,
      )
    const transactionHashes: Hash[] = []
    if (native > 0n)
      transactionHashes.push(
        await wallet.sendTransaction({
          chain: null,
          to: account,
          value: native,
        }),
      )
    if (token > 0n)
      transactionHashes.push(
        await wallet.sendTransaction({
          chain: null,
          to: addresses.token,
          data: encodeFunctionData({
            abi: saharaTokenAbi,
            functionName: 'transfer',
            args: [account, token],
          }),
        }),
      )
    for (const hash of transactionHashes) await final(hash)
    return { token, native, transactionHashes }
  }

  async function final(hash: Hash): Promise<void> {
    const receipt = await chain
      .waitForTransactionReceipt({
        hash,
        timeout: 60_000,
        pollingInterval: 250,
      })
      .catch((cause: unknown) => {
        throw new SaharaError('The transfer was not final in time.', {
          code: 'TRANSACTION_NOT_FINAL',
          hint: 'Look at the balance before asking again.',
          retryable: true,
          cause,
        })
      })
    if (receipt.status !== 'success')
      throw refused('The faucet could not pay: it may be empty.')
  }

  // One at a time: the transfers of one key are numbered.
  return (account) => {
    const turn = queue.then(() => give(account))
    queue = turn.catch(() => undefined)
    return turn
  }
}
