import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { startChain } from '@sahara/chain'
import { createLogger } from '@sahara/common'
import { startNode } from '@sahara/node'
import { developerMnemonic, developerRoles } from '@sahara/protocol'
import { genesisPath } from '@sahara/protocol/genesis'
import { createSaharaClient, listKeepers, type SaharaClient } from '@sahara/sdk'
import { type Address, createWalletClient, http, parseEther } from 'viem'
import { type HDAccount, mnemonicToAccount } from 'viem/accounts'

const keeperCount = 3
const gift = parseEther('10')

export type Market = {
  rpcUrl: string
  nodeUrl: string
  chainId: number
  accounts: Record<keyof typeof developerRoles, HDAccount>
  /** A client of its own, as a person on another machine has it. */
  clientOf: (role: keyof typeof developerRoles) => SaharaClient
  close: () => Promise<void>
}

/**
 * A whole market on this machine: the embedded chain, three keepers as
 * processes of their own, registered, and a node. Everything is gone after
 * `close`.
 */
export async function setupMarket(): Promise<Market> {
  const folder = await mkdtemp(join(tmpdir(), 'sahara-market-'))
  const closers: (() => Promise<void>)[] = [
    () => rm(folder, { recursive: true, force: true }),
  ]
  const close = async () => {
    for (const end of closers.splice(0).reverse()) await end()
  }
  try {
    const chain = await startChain({
      dataDir: join(folder, 'chain'),
      genesisPath,
      blockIntervalMs: 10,
      logger: createLogger('test', { level: 'silent' }),
    })
    closers.push(chain.close)
    const accounts = developerAccounts()
    const wallet = createWalletClient({
      account: accounts.faucet,
      transport: http(chain.url),
    })
    for (let index = 1; index <= keeperCount; index++) {
      const keeper = await startKeeperProcess({
        folder: join(folder, `keeper-${index}`),
        rpcUrl: chain.url,
      })
      closers.push(keeper.close)
      await wallet.sendTransaction({
        chain: null,
        to: keeper.address,
        value: gift,
      })
    }
    const node = await startNode({
      dataDir: join(folder, 'node'),
      rpcUrl: chain.url,
      logLevel: 'silent',
    })
    closers.push(node.close)
    const client = createSaharaClient({ rpcUrl: chain.url })
    while ((await listKeepers(client)).length < keeperCount)
      await client.clock.sleep(50)
    return {
      rpcUrl: chain.url,
      nodeUrl: node.url,
      chainId: chain.chainId,
      accounts,
      clientOf: (role) =>
        createSaharaClient({
          rpcUrl: chain.url,
          nodeUrl: node.url,
          account: accounts[role],
        }),
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

async function startKeeperProcess(parameters: {
  folder: string
  rpcUrl: string
}): Promise<{ address: Address; close: () => Promise<void> }> {
  const bin = fileURLToPath(import.meta.resolve('@sahara/node/keeper-bin'))
  const child = spawn(
    process.execPath,
    [
      '--conditions=source',
      bin,
      ...['--data', parameters.folder, '--rpc', parameters.rpcUrl],
      ...['--port', '0', '--register', '--json', '--log-level', 'warn'],
      // However this process ends, the keeper ends with it.
      '--stop-with-parent',
    ],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  )
  const [line] = await Promise.race([
    once(createInterface({ input: child.stdout }), 'line'),
    once(child, 'exit').then(() => {
      throw new TypeError('The keeper did not start.')
    }),
  ])
  const { address } = JSON.parse(String(line)) as { address: Address }
  return {
    address,
    close: async () => {
      const exited = once(child, 'exit')
      child.kill('SIGTERM')
      await exited
    },
  }
}
