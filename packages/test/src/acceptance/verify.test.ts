import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startNode } from '@sahara/node'
import { createSaharaClient, getBalance } from '@sahara/sdk'
import { numberToHex } from 'viem'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { accountAt } from '../accounts.ts'
import { reach } from '../light/changeValidators.ts'
import { makeSale } from '../light/makeSale.ts'
import {
  type LyingProxy,
  type RpcLie,
  startLyingProxy,
} from '../light/startLyingProxy.ts'
import {
  canRunNetworks,
  type NetworkChain,
  setupNetworkChain,
} from '../setupNetworkChain.ts'
import { setupNode } from '../setupNode.ts'
import { type CommandLine, createCommandLine } from './createCommandLine.ts'

const timeout = 300_000
const buyer = accountAt(3).address
const owner = accountAt(0).address

type Header = { height: string; app_hash: string; time: string }
type Signature = {
  block_id_flag: number
  validator_address: string
  timestamp: string
  signature: string | null
}
type Signed = {
  signed_header: { header: Header; commit: { signatures: Signature[] } }
}
type Page = { validators: { voting_power: string }[] }
type Proof = { accountProof: string[]; storageProof: { proof: string[] }[] }

test(
  'error: LIGHT_NO_VALIDATORS on the embedded chain, genesis or not',
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'sahara-verify-'))
    const { chain, nodeUrl, close } = await setupNode()
    try {
      const { refusal } = createCommandLine({
        folder,
        market: { nodeUrl, rpcUrl: chain.url },
      })
      for (const flags of [[], ['--genesis', folder]])
        expect(
          await refusal('dave', 'verify', 'balance', buyer, ...flags),
        ).toEqual([1, 'LIGHT_NO_VALIDATORS'])
    } finally {
      await close()
      await rm(folder, { recursive: true, force: true })
    }
  },
  timeout,
)

describe.skipIf(!(await canRunNetworks()))(
  '`sahara verify` on four validators (needs npm run engines)',
  () => {
    const closers: (() => Promise<void>)[] = []
    let network: NetworkChain
    /** Before the RPCs of geth and of CometBFT. */
    let chain: LyingProxy
    let consensus: LyingProxy
    let command: CommandLine
    let sale: Awaited<ReturnType<typeof makeSale>>
    let genesis: string
    beforeAll(async () => {
      const folder = await mkdtemp(join(tmpdir(), 'sahara-verify-'))
      closers.push(() => rm(folder, { recursive: true, force: true }))
      network = await setupNetworkChain({ validators: 4 })
      closers.push(network.close)
      genesis = join(network.directory, 'node-1', 'genesis')
      sale = await makeSale(network.url)
      chain = await startLyingProxy(network.url)
      closers.push(chain.close)
      consensus = await startLyingProxy(network.nodes.at(-1)!.consensusUrl)
      closers.push(consensus.close)
      const node = await startNode({
        dataDir: join(folder, 'node'),
        rpcUrl: network.url,
        consensusUrl: consensus.url,
        logLevel: 'silent',
      })
      closers.push(node.close)
      command = createCommandLine({
        folder,
        market: { nodeUrl: node.url, rpcUrl: chain.url },
      })
      await reach(network, 12n)
    }, timeout)
    afterAll(async () => {
      for (const close of closers.splice(0).reverse()) await close()
    }, timeout)

    test(
      'default: licences, balances and owners, as the contracts say them',
      async () => {
        const { sahara, run } = command
        const pinned = ['--genesis', genesis]
        const balance = await sahara(
          'dave',
          'verify',
          'balance',
          buyer,
          ...pinned,
        )
        const client = createSaharaClient({ rpcUrl: network.url })
        const truth = await getBalance(client, { account: buyer })
        expect(balance).toMatchObject({
          balanceWei: String(truth.balanceWei),
          gasWei: String(truth.gasWei),
          verification: { validators: 4, totalPower: '40' },
        })
        const { signers, block } = balance.verification
        expect(signers.length).toBeGreaterThanOrEqual(3)

        // The genesis is known from now on.
        const { assetId, movedId } = sale
        expect(
          await sahara('dave', 'verify', 'licence', buyer, assetId),
        ).toMatchObject({
          rights: ['download', 'compute', 'infer'],
          sold: { download: null },
          granted: { infer: null },
        })
        expect(await sahara('dave', 'verify', 'owner', assetId)).toMatchObject({
          owner,
        })
        const { code, stdout } = await run('dave', 'verify', 'owner', movedId)
        expect(code).toBe(0)
        expect(stdout).toContain(`${buyer} owns asset ${movedId}`)
        expect(stdout).toMatch(/verified by [34] of 4 validators at block \d+/)

        // Of an earlier block too, once more from the genesis.
        const then = ['--block', String(BigInt(block) - 1n)]
        expect(
          await sahara('dave', 'verify', 'balance', buyer, ...then),
        ).toMatchObject({ balanceWei: balance.balanceWei })
        const unasked = ['--consensus-url', network.nodes[0]!.consensusUrl]
        await sahara('dave', 'verify', 'balance', buyer, ...unasked)
      },
      timeout,
    )

    /** Each lie, where it is told, and how it is refused. */
    const lies: [string, 'chain' | 'consensus', string, RpcLie][] = [
      [
        'a proof of an older state, in which the buyer had more',
        'chain',
        'LIGHT_PROOF_INVALID',
        ({ method, params }, truth, ask) => {
          if (method !== 'eth_getProof') return truth
          const [address, slots] = params as [string, string[]]
          return ask({ method, params: [address, slots, '0x0'] })
        },
      ],
      [
        'a proof of the balance of another account',
        'chain',
        'LIGHT_PROOF_INVALID',
        ({ method, params }, truth, ask) => {
          if (method !== 'eth_getProof') return truth
          const [address, , block] = params as [string, string[], string]
          if (address.toLowerCase() !== buyer.toLowerCase()) return truth
          return ask({ method, params: [owner, [], block] })
        },
      ],
      [
        'another value in the last node of a proof',
        'chain',
        'LIGHT_PROOF_INVALID',
        ({ method }, truth) => {
          const { storageProof } = truth as Proof
          if (method !== 'eth_getProof' || !storageProof[0]) return truth
          const { proof } = storageProof[0]
          const leaf = proof.pop()!
          proof.push(`${leaf.slice(0, -1)}${leaf.endsWith('1') ? 2 : 1}`)
          return truth
        },
      ],
      [
        'another block of the chain, with its own proofs',
        'chain',
        'LIGHT_BLOCK_INVALID',
        ({ method, params }, _, ask) => {
          const earlier = numberToHex(5)
          if (method === 'eth_getBlockByNumber')
            return ask({ method, params: [earlier, false] })
          const [address, slots] = params as [string, string[]]
          return ask({ method, params: [address, slots, earlier] })
        },
      ],
      [
        'another state root in the block',
        'chain',
        'LIGHT_BLOCK_INVALID',
        ({ method }, truth) =>
          method === 'eth_getBlockByNumber'
            ? { ...(truth as object), stateRoot: `0x${'1'.repeat(64)}` }
            : truth,
      ],
      [
        'an old commit as the newest',
        'consensus',
        'LIGHT_STALE',
        ({ method, params }, truth, ask) => {
          const isNewest = !(params as { height?: string }).height
          return method === 'commit' && isNewest
            ? ask({ method, params: { height: '9' } })
            : truth
        },
      ],
      [
        'another app hash in the header',
        'consensus',
        'LIGHT_HEADER_INVALID',
        ({ method }, truth) => {
          if (method === 'commit')
            (truth as Signed).signed_header.header.app_hash = '1'.repeat(64)
          return truth
        },
      ],
      [
        'votes on another height',
        'consensus',
        'LIGHT_HEADER_INVALID',
        async ({ method }, truth, ask) => {
          const { signed_header } = truth as Signed
          if (method !== 'commit') return truth
          const params = { height: String(+signed_header.header.height - 1) }
          const other = (await ask({ method, params })) as Signed
          const { commit } = other.signed_header
          return { signed_header: { ...signed_header, commit } }
        },
      ],
      [
        'signatures of two validators exchanged',
        'consensus',
        'LIGHT_COMMIT_INVALID',
        ({ method }, truth) => {
          if (method !== 'commit') return truth
          const [first, second] = (
            truth as Signed
          ).signed_header.commit.signatures.filter(({ signature }) => signature)
          const { signature } = first!
          first!.signature = second!.signature
          second!.signature = signature
          return truth
        },
      ],
      [
        'votes of two of four validators only',
        'consensus',
        'LIGHT_COMMIT_INVALID',
        ({ method }, truth) => {
          if (method !== 'commit') return truth
          const absent = {
            block_id_flag: 1,
            validator_address: '',
            timestamp: '0001-01-01T00:00:00Z',
            signature: null,
          }
          ;(truth as Signed).signed_header.commit.signatures.fill(absent, 0, 2)
          return truth
        },
      ],
      [
        'a validator with more power',
        'consensus',
        'LIGHT_VALIDATORS_INVALID',
        ({ method }, truth) => {
          if (method === 'validators')
            (truth as Page).validators[0]!.voting_power = '1000'
          return truth
        },
      ],
    ]

    test.each(lies)(
      'error: a node that lies by %s',
      async (_, where, code, lie) => {
        const { refusal } = command
        const proxy = where === 'chain' ? chain : consensus
        proxy.tell(lie)
        try {
          expect(await refusal('dave', 'verify', 'balance', buyer)).toEqual([
            1,
            code,
          ])
        } finally {
          proxy.tell(undefined)
        }
      },
      timeout,
    )

    test(
      'behavior: once it tells the truth again, it is believed',
      async () => {
        const { verification } = await command.sahara(
          'dave',
          ...['verify', 'balance', buyer],
        )
        expect(verification.validators).toBe(4)
      },
      timeout,
    )

    test(
      'error: LIGHT_TRUST_INVALID without a genesis, or with a header of others',
      async () => {
        const { refusal } = command
        const asked = ['verify', 'balance', buyer]
        expect(await refusal('carol', ...asked)).toEqual([
          1,
          'LIGHT_TRUST_INVALID',
        ])
        const others = ['--trusted', `9:0x${'1'.repeat(64)}`]
        expect(
          await refusal('carol', ...asked, '--genesis', genesis, ...others),
        ).toEqual([1, 'LIGHT_TRUST_INVALID'])
        expect(await refusal('carol', ...asked, '--trusted', '9')).toEqual([
          2,
          'INPUT_INVALID',
        ])
      },
      timeout,
    )
  },
)
