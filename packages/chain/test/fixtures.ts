import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createLogger } from '@sahara/common'
import { developerMnemonic, localChainId } from '@sahara/protocol'
import {
  type Address,
  createPublicClient,
  createWalletClient,
  defineChain,
  type Hex,
  type HttpTransportConfig,
  http,
  numberToHex,
} from 'viem'
import { type HDAccount, mnemonicToAccount } from 'viem/accounts'

export const quietLogger = createLogger('test', { level: 'silent' })

export const accounts: HDAccount[] = Array.from({ length: 10 }, (_, index) =>
  mnemonicToAccount(developerMnemonic, { addressIndex: index }),
)

export function accountAt(index: number): HDAccount {
  return accounts[index % accounts.length] as HDAccount
}

/** Stores 1 in the slot its input names, and logs that slot. */
export const markerAddress: Address =
  '0x5a4a00000000000000000000000000000000ffff'

export const localChain = defineChain({
  id: localChainId,
  name: 'Sahara (embedded)',
  nativeCurrency: { name: 'Sahara', symbol: 'SAHARA', decimals: 18 },
  rpcUrls: { default: { http: [] } },
})

export function minimalGenesis(chainId = localChainId): string {
  const alloc: Record<string, { balance: Hex; code?: Hex }> = {
    [markerAddress]: {
      balance: '0x0',
      code: '0x60016000355560003560206000a100',
    },
  }
  for (const account of accounts)
    alloc[account.address] = { balance: numberToHex(10n ** 24n) }
  return JSON.stringify({
    config: { chainId },
    nonce: '0x0',
    timestamp: '0x65a4a000',
    extraData: '0x',
    gasLimit: '0xbebc200',
    difficulty: '0x0',
    alloc,
  })
}

/** A folder with a genesis file in it, gone after use. */
export async function temporaryFolder(): Promise<{
  path: string
  genesisPath: string
  remove: () => Promise<void>
}> {
  const path = await mkdtemp(join(tmpdir(), 'sahara-chain-'))
  const genesisPath = join(path, 'genesis.json')
  await writeFile(genesisPath, minimalGenesis())
  return {
    path,
    genesisPath,
    remove: () => rm(path, { recursive: true, force: true }),
  }
}

export function publicClientOf(url: string, options?: HttpTransportConfig) {
  return createPublicClient({
    chain: localChain,
    transport: http(url, options),
    pollingInterval: 20,
    cacheTime: 0,
  })
}

export function walletClientOf(url: string, index: number) {
  return createWalletClient({
    account: accountAt(index),
    chain: localChain,
    transport: http(url),
  })
}

/** A signed call of the marker. */
export function signMark(parameters: {
  account: number
  nonce: number
  slot: number
}): Promise<Hex> {
  return accountAt(parameters.account).signTransaction({
    chainId: localChainId,
    type: 'eip1559',
    nonce: parameters.nonce,
    gas: 100_000n,
    maxFeePerGas: 2_000_000_000n,
    maxPriorityFeePerGas: 1n,
    to: markerAddress,
    data: numberToHex(parameters.slot, { size: 32 }),
  })
}

/** A JSON-RPC call without any client between. */
export async function rpc(
  url: string,
  method: string,
  params: unknown[] = [],
): Promise<{ result?: unknown; error?: { code: number; message: string } }> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
  })
  return (await response.json()) as never
}
