import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { developerMnemonic, localChainId } from '@sahara/protocol'
import { canRunNetworks } from '@sahara/test'
import { ContractFactory, HDNodeWallet, JsonRpcProvider } from 'ethers'
import { type Abi, type Address, type Hex, toHex } from 'viem'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  accountAt,
  publicClientOf,
  walletClientOf,
} from '../../test/fixtures.ts'
import { foundryBinary } from '../../test/foundryBinary.ts'
import { setupNetwork } from '../../test/networks.ts'

const timeout = 120_000
const project = join(import.meta.dirname, '../../test/foundry')
const run = promisify(execFile)

/** As on any EVM chain: each client as it comes, without a word about Sahara. */
describe.skipIf(!(await canRunNetworks()))(
  'stock clients (needs npm run engines)',
  () => {
    let setup: Awaited<ReturnType<typeof setupNetwork>>
    let folder: string
    let rpcUrl: string
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'sahara-foundry-'))
      setup = await setupNetwork({ validators: 1, followers: 0 })
      const { nodes } = await setup.start()
      rpcUrl = nodes[0]!.rpcUrl
      await foundry('forge', 'build')
    }, timeout)
    afterAll(async () => {
      await setup.remove()
      await rm(folder, { recursive: true, force: true })
    }, timeout)

    const key = (index: number) =>
      toHex(accountAt(index).getHdKey().privateKey as Uint8Array)

    /** Runs a program of Foundry, with nothing of this machine's settings. */
    async function foundry(tool: 'cast' | 'forge', ...args: string[]) {
      const { stdout } = await run(foundryBinary(tool), args, {
        cwd: project,
        env: {
          PATH: process.env.PATH,
          HOME: folder,
          ETH_RPC_URL: rpcUrl,
          FOUNDRY_OUT: join(folder, 'out'),
          FOUNDRY_CACHE_PATH: join(folder, 'cache'),
          FOUNDRY_BROADCAST: join(folder, 'broadcast'),
        },
      })
      return stdout.trim()
    }

    const cast = (...args: string[]) => foundry('cast', ...args)

    async function artifact(): Promise<{
      abi: Abi
      bytecode: { object: Hex }
    }> {
      const file = join(folder, 'out/Counter.sol/Counter.json')
      return JSON.parse(await readFile(file, 'utf8'))
    }

    test(
      'forge: deploys by create and by a script',
      async () => {
        const send = ['--broadcast', '--rpc-url', rpcUrl]
        const created = await foundry(
          'forge',
          ...['create', 'Counter.sol:Counter', ...send, '--json'],
          ...['--private-key', key(5), '--constructor-args', '3'],
        )
        const { deployedTo } = JSON.parse(created) as { deployedTo: Address }
        expect(await cast('call', deployedTo, 'count()(uint256)')).toBe('3')

        await foundry(
          'forge',
          ...['script', 'Counter.s.sol:CounterScript', ...send],
          ...['--private-key', key(5)],
        )
        const log = join(
          folder,
          `broadcast/Counter.s.sol/${localChainId}/run-latest.json`,
        )
        const { receipts, transactions } = JSON.parse(
          await readFile(log, 'utf8'),
        ) as {
          receipts: { status: Hex }[]
          transactions: { contractAddress: Address }[]
        }
        expect(receipts.map(({ status }) => status)).toEqual(['0x1', '0x1'])
        const { contractAddress } = transactions[0]!
        expect(await cast('call', contractAddress, 'count()(uint256)')).toBe(
          '7',
        )
      },
      timeout,
    )

    test(
      'cast: sends, reads, estimates, and finds logs and reverts',
      async () => {
        const { bytecode } = await artifact()
        const deployed = JSON.parse(
          await cast(
            ...['send', '--private-key', key(6), '--json', '--create'],
            `${bytecode.object}${toHex(1, { size: 32 }).slice(2)}`,
          ),
        ) as { contractAddress: Address }
        const counter = deployed.contractAddress
        const sent = JSON.parse(
          await cast(
            ...['send', '--private-key', key(6), '--json'],
            ...[counter, 'add(uint256)', '5'],
          ),
        ) as { status: Hex; transactionHash: Hex }
        expect(sent.status).toBe('0x1')
        expect(await cast('storage', counter, '0')).toBe(toHex(6, { size: 32 }))
        const logs = await cast('logs', '--address', counter, '--json')
        expect(JSON.parse(logs)).toMatchObject([
          { transactionHash: sent.transactionHash },
        ])
        await expect(
          cast('estimate', counter, 'add(uint256)', '0'),
        ).rejects.toThrow(/revert/)
        expect(await cast('chain-id')).toBe(`${localChainId}`)
        expect(await cast('block', 'finalized', '-f', 'number')).toBe(
          await cast('block', 'latest', '-f', 'number'),
        )
        const proof = JSON.parse(await cast('proof', counter, '0')) as {
          storageProof: { value: Hex }[]
        }
        expect(proof.storageProof).toMatchObject([{ value: '0x6' }])
      },
      timeout,
    )

    test(
      'viem: deploys, simulates, writes, and reads logs',
      async () => {
        const { abi, bytecode } = await artifact()
        const client = publicClientOf(rpcUrl)
        const wallet = walletClientOf(rpcUrl, 7)
        const final = async (hash: Hex) =>
          client.waitForTransactionReceipt({ hash })
        const { contractAddress } = await final(
          await wallet.deployContract({
            abi,
            bytecode: bytecode.object,
            args: [10n],
          }),
        )
        const call = {
          address: contractAddress as Address,
          abi,
          functionName: 'add',
        } as const
        const { result, request } = await client.simulateContract({
          ...call,
          args: [2n],
          account: wallet.account,
        })
        expect(result).toBe(12n)
        const receipt = await final(await wallet.writeContract(request))
        const events = await client.getContractEvents({
          ...call,
          eventName: 'Counted',
          fromBlock: receipt.blockNumber,
        })
        expect(events).toMatchObject([
          { args: { by: wallet.account.address, count: 12n } },
        ])
        await expect(
          client.simulateContract({ ...call, args: [0n] }),
        ).rejects.toThrow('NothingToAdd')
      },
      timeout,
    )

    test(
      'ethers: deploys, writes, and reads events and errors',
      async () => {
        const { abi, bytecode } = await artifact()
        const provider = new JsonRpcProvider(rpcUrl, undefined, {
          pollingInterval: 100,
        })
        const path = "m/44'/60'/0'/0/8"
        const wallet = HDNodeWallet.fromPhrase(
          developerMnemonic,
          undefined,
          path,
        ).connect(provider)
        try {
          const factory = new ContractFactory(
            abi as never,
            bytecode.object,
            wallet,
          )
          const counter = (await (
            await factory.deploy(20)
          ).waitForDeployment()) as never as {
            add: ((
              steps: number,
            ) => Promise<{ wait: () => Promise<unknown> }>) & {
              staticCall: (steps: number) => Promise<bigint>
            }
            count: () => Promise<bigint>
            queryFilter: (event: string) => Promise<{ args: unknown[] }[]>
          }
          await (await counter.add(2)).wait()
          expect(await counter.count()).toBe(22n)
          const [event] = await counter.queryFilter('Counted')
          expect([...event!.args]).toEqual([wallet.address, 22n])
          await expect(counter.add.staticCall(0)).rejects.toMatchObject({
            revert: { name: 'NothingToAdd' },
          })
        } finally {
          provider.destroy()
        }
      },
      timeout,
    )
  },
)
