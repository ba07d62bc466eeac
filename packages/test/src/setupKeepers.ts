import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type StartKeeperParameters, startKeeper } from '@sahara/node/keeper'
import { developerRoles, localChainId } from '@sahara/protocol'
import {
  createSaharaClient,
  type OfferInput,
  publishAsset,
  type SaharaClient,
} from '@sahara/sdk'
import {
  type DepositKeySharesParameters,
  depositKeyShares,
  type RequestKeySharesParameters,
  type RequestKeySharesReturnType,
  requestKeyShares,
  type SignedDeposit,
  sealKeyShares,
} from '@sahara/vault'
import {
  type Abi,
  type Address,
  createWalletClient,
  http,
  type LocalAccount,
} from 'viem'
import { accountAt } from './accounts.ts'
import type { Deal } from './dealKeys.ts'
import { equipKeeper } from './equipKeeper.ts'
import { setupChain, type TestChain } from './setupChain.ts'

type Keeper = Awaited<ReturnType<typeof startKeeper>>

export type KeeperSetup = {
  chain: TestChain
  /** For actions that are given their account. */
  client: SaharaClient
  /** Holds the folder of each keeper, under its name. */
  folder: string
  /** As they run now, in the order of their names. */
  keepers: Keeper[]
  /** Starts the keeper of a folder. */
  start: (
    name: string,
    options?: Partial<StartKeeperParameters>,
  ) => Promise<Keeper>
  /** Stops a keeper and starts it where it was. */
  restart: (
    index: number,
    options?: Partial<StartKeeperParameters>,
  ) => Promise<void>
  /** Sends a transaction, and waits until it has succeeded. */
  send: (
    account: LocalAccount,
    address: Address,
    abi: Abi,
    functionName: string,
    args: unknown[],
  ) => Promise<void>
  /** Publishes the commitment of a deal, whatever was deposited. */
  publish: (
    account: LocalAccount,
    deal: Pick<Deal, 'salt' | 'commitment'>,
    offers?: readonly OfferInput[],
  ) => Promise<void>
  /** Gives the keepers their key shares of a deal. */
  deposit: (
    account: LocalAccount,
    deal: Deal,
    change?: Partial<DepositKeySharesParameters>,
  ) => Promise<SignedDeposit[]>
  /** Asks the keepers for the key of a deal. */
  open: (
    account: LocalAccount,
    deal: Pick<Deal, 'block' | 'commitment'>,
    change?: Partial<RequestKeySharesParameters>,
  ) => Promise<RequestKeySharesReturnType>
  close: () => Promise<void>
}

/** A chain and three keepers that are registered on it, in this process. */
export async function setupKeepers(
  parameters: Partial<StartKeeperParameters> = {},
): Promise<KeeperSetup> {
  const { clock } = parameters
  const names = ['one', 'two', 'three']
  const folder = await mkdtemp(join(tmpdir(), 'sahara-keepers-'))
  const chain = await setupChain({ blockIntervalMs: 10, clock })
  const keepers: Keeper[] = []
  const { publicClient } = chain
  const client = createSaharaClient({ rpcUrl: chain.url, clock })

  const start: KeeperSetup['start'] = (name, options) =>
    startKeeper({
      dataDir: join(folder, name),
      rpcUrl: chain.url,
      register: true,
      logLevel: 'silent',
      ...parameters,
      ...options,
    })

  const endpoints = () =>
    keepers.map(({ address, url }) => ({ address, endpoint: url }))

  async function send(...call: Parameters<KeeperSetup['send']>): Promise<void> {
    const [account, address, abi, functionName, args] = call
    const hash = await createWalletClient({
      account,
      transport: http(chain.url),
    }).writeContract({ chain: null, address, abi, functionName, args })
    const receipt = await publicClient.waitForTransactionReceipt({ hash })
    if (receipt.status !== 'success')
      throw new TypeError(`${functionName} was reverted`)
  }

  async function close(): Promise<void> {
    for (const keeper of keepers) await keeper.close()
    await chain.close()
    await rm(folder, { recursive: true, force: true })
  }

  try {
    const faucet = createWalletClient({
      account: accountAt(developerRoles.faucet),
      transport: http(chain.url),
    })
    for (const name of names) {
      const keeper = await start(name)
      keepers.push(keeper)
      await equipKeeper(faucet, keeper.address)
    }
    await Promise.all(keepers.map(({ registered }) => registered))
  } catch (error) {
    await close()
    throw error
  }

  return {
    chain,
    client,
    folder,
    keepers,
    start,
    send,
    close,
    restart: async (index, options) => {
      const { url, close: stop } = keepers[index]!
      await stop()
      const port = Number(new URL(url).port)
      keepers[index] = await start(names[index]!, { port, ...options })
    },
    publish: async (account, { salt, commitment }, offers) => {
      await publishAsset(client, {
        account,
        salt,
        kind: 'dataset',
        metadata: salt,
        commitment,
        offers,
      })
    },
    deposit: async (account, { block, shares, salt }, change) =>
      depositKeyShares({
        block,
        sealedShares: await sealKeyShares({ block, shares, keepers }),
        salt,
        keepers: endpoints(),
        account,
        chainId: localChainId,
        clock,
        ...change,
      }),
    open: (account, { block, commitment }, change) =>
      requestKeyShares({
        block,
        commitment,
        keepers: endpoints(),
        account,
        chainId: localChainId,
        clock,
        timeoutMs: 30_000,
        graceMs: 30_000,
        ...change,
      }),
  }
}
