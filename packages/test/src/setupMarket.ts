import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Clock } from '@sahara/common'
import {
  developerMnemonic,
  developerRoles,
  localChainId,
} from '@sahara/protocol'
import { createSaharaClient, listKeepers, type SaharaClient } from '@sahara/sdk'
import { type Address, createWalletClient, http } from 'viem'
import { type HDAccount, mnemonicToAccount } from 'viem/accounts'
import { equipKeeper } from './equipKeeper.ts'
import { setupChain } from './setupChain.ts'
import { type ServiceProcess, startService } from './startService.ts'

const keeperCount = 3

export type Market = {
  rpcUrl: string
  nodeUrl: string
  /** Holds the folders of the keepers: `keeper-1` and so on. */
  folder: string
  chainId: number
  accounts: Record<keyof typeof developerRoles, HDAccount>
  /** A client of its own, as a person on another machine has it. */
  clientOf: (role: keyof typeof developerRoles) => SaharaClient
  /** The processes, for tests that kill them. */
  keepers: ServiceProcess[]
  node: ServiceProcess
  close: () => Promise<void>
}

/**
 * A whole market on this machine: a chain (`setupChain`), three keepers as
 * processes of their own, registered, and a node. Everything is gone after
 * `close`.
 *
 * @param options.clock of the chain
 */
export async function setupMarket(
  options: { clock?: Clock | undefined } = {},
): Promise<Market> {
  const folder = await mkdtemp(join(tmpdir(), 'sahara-market-'))
  const closers: (() => Promise<void>)[] = [
    () => rm(folder, { recursive: true, force: true }),
  ]
  const close = async () => {
    for (const end of closers.splice(0).reverse()) await end()
  }
  try {
    const chain = await setupChain({
      blockIntervalMs: 10,
      clock: options.clock,
    })
    closers.push(chain.close)
    const accounts = developerAccounts()
    const wallet = createWalletClient({
      account: accounts.faucet,
      transport: http(chain.url),
    })
    const keepers: ServiceProcess[] = []
    for (let index = 1; index <= keeperCount; index++) {
      const keeper = await startService('@sahara/node/keeper-bin', [
        ...['--data', join(folder, `keeper-${index}`)],
        ...['--rpc', chain.url, '--register', '--log-level', 'warn'],
      ])
      keepers.push(keeper)
      closers.push(keeper.close)
      await equipKeeper(wallet, keeper.ready.address as Address)
    }
    const node = await startService('@sahara/node/bin', [
      ...['--data', join(folder, 'node'), '--rpc', chain.url],
      ...['--log-level', 'warn'],
    ])
    const nodeUrl = String(node.ready.url)
    closers.push(node.close)
    const client = createSaharaClient({ rpcUrl: chain.url })
    while ((await listKeepers(client)).length < keeperCount)
      await client.clock.sleep(50)
    return {
      rpcUrl: chain.url,
      nodeUrl,
      folder,
      chainId: localChainId,
      accounts,
      clientOf: (role) =>
        createSaharaClient({
          rpcUrl: chain.url,
          nodeUrl,
          account: accounts[role],
        }),
      keepers,
      node,
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

function developerAccounts(): Record<keyof typeof developerRoles, HDAccount> {
  return Object.fromEntries(
    Object.entries(developerRoles).map(([role, addressIndex]) => [
      role,
      mnemonicToAccount(developerMnemonic, { addressIndex }),
    ]),
  ) as Record<keyof typeof developerRoles, HDAccount>
}
