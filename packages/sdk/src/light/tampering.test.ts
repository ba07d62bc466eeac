import { fc, test as property } from '@fast-check/vitest'
import { SaharaError } from '@sahara/protocol'
import { keccak256 } from 'viem'
import { describe, expect, test } from 'vitest'
import { type Lie, recorded, replayNetwork } from '../../test/replayNetwork.ts'
import { verifyBalance } from '../actions/verifyBalance.ts'
import { verifyLicence } from '../actions/verifyLicence.ts'
import { verifyOwner } from '../actions/verifyOwner.ts'
import { readTrie } from './readTrie.ts'

const { sale, change } = recorded
const { account, assetId, movedId } = sale
const block = BigInt(sale.block)
const height = String(block + 1n)
const halfOrder =
  0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0n
const order = halfOrder * 2n + 1n

type Json = Record<string, unknown>
type Commit = {
  height: string
  round: number
  block_id: { hash: string; parts: { total: number; hash: string } }
  signatures: {
    block_id_flag: number
    validator_address: string
    timestamp: string
    signature: string | null
  }[]
}
type Answer = { signed_header: { header: Json; commit: Commit } }
type Page = { validators: Json[]; total: string }
type Proof = { accountProof: string[]; storageProof: { proof: string[] }[] }

/** What is proven when every answer of one kind is changed on its way. */
function verifyLied(
  kind: 'commit' | 'validators' | 'eth_getBlockByNumber' | 'eth_getProof',
  // biome-ignore lint/suspicious/noExplicitAny: each kind has a form of its own
  lie: (answer: any) => unknown,
) {
  const { light } = replayNetwork({
    lie: (request, answer) => {
      if (!request.includes(`"${kind}"`)) return answer
      // Only when more is asked for than there is.
      if (answer === undefined) return emptyPage
      return lie(answer) ?? answer
    },
  })
  return verifyLicence(light, { account, assetId, block })
}

/** Of validators, after the last. */
const emptyPage = { block_height: height, validators: [], total: '4' }

const refused = (code: string) => ({ code: `LIGHT_${code}_INVALID` })

/** Another digit in the place of one. */
function flipDigit(text: string, at: number): string {
  const digit = Number.parseInt(text[at]!, 16) ^ 1
  const flipped = digit.toString(16)
  const isUpper = text === text.toUpperCase()
  return `${text.slice(0, at)}${isUpper ? flipped.toUpperCase() : flipped}${text.slice(at + 1)}`
}

function flipSignature(text: string, at: number): string {
  const bytes = Buffer.from(text, 'base64')
  bytes[at]! ^= 1
  return bytes.toString('base64')
}

describe('a byte is changed', () => {
  test('error: LIGHT_HEADER_INVALID in any field of the header', async () => {
    const { header } = (
      recorded.consensus[
        JSON.stringify({ method: 'commit', params: { height } })
      ] as Answer
    ).signed_header
    const changes: ((header: Json) => void)[] = [
      (header) => {
        header.version = { block: '11', app: '2' }
      },
      (header) => {
        header.version = { block: '10', app: '1' }
      },
      (header) => {
        header.chain_id = `${header.chain_id}0`
      },
      (header) => {
        header.height = '10'
      },
      (header) => {
        header.time = String(header.time).replace('Z', '1Z')
      },
      (header) => {
        header.last_block_id = { hash: '', parts: { total: 0, hash: '' } }
      },
      ...Object.keys(header)
        .filter((name) => /_hash$|_address$/.test(name))
        .map((name) => (header: Json) => {
          header[name] = flipDigit(String(header[name]), 7)
        }),
    ]
    expect(changes.length).toBe(15)
    for (const [index, change] of changes.entries())
      await expect(
        verifyLied('commit', ({ signed_header }: Answer) => {
          change(signed_header.header)
        }),
        `change ${index}`,
      ).rejects.toMatchObject(refused('HEADER'))
  })

  test('error: LIGHT_COMMIT_INVALID in any part of what was signed, and of each signature', async () => {
    const changes: ((commit: Commit, vote: Commit['signatures'][0]) => void)[] =
      [
        (commit) => {
          commit.round += 1
        },
        (commit) => {
          commit.block_id.parts.total += 1
        },
        (commit) => {
          const { parts } = commit.block_id
          parts.hash = flipDigit(parts.hash, 3)
        },
        (_, vote) => {
          vote.timestamp = '2026-11-27T00:00:00Z'
        },
        (_, vote) => {
          vote.block_id_flag = 3
        },
        (_, vote) => {
          vote.block_id_flag = 1
        },
        (_, vote) => {
          vote.validator_address = flipDigit(vote.validator_address, 9)
        },
        (_, vote) => {
          vote.signature = null
        },
        ...[0, 31, 32, 63, 64].map(
          (at) => (_: Commit, vote: Commit['signatures'][0]) => {
            vote.signature = flipSignature(vote.signature!, at)
          },
        ),
        // The other signature of the same key over the same bytes.
        (_, vote) => {
          const bytes = Buffer.from(vote.signature!, 'base64')
          const s = BigInt(`0x${bytes.subarray(32, 64).toString('hex')}`)
          const other = (order - s).toString(16).padStart(64, '0')
          bytes.set(Buffer.from(other, 'hex'), 32)
          bytes[64]! ^= 1
          vote.signature = bytes.toString('base64')
        },
        // As wallets write it.
        (_, vote) => {
          const bytes = Buffer.from(vote.signature!, 'base64')
          bytes[64]! += 27
          vote.signature = bytes.toString('base64')
        },
      ]
    for (const [index, change] of changes.entries())
      for (const voter of [0, 3])
        await expect(
          verifyLied('commit', ({ signed_header: { commit } }: Answer) => {
            const vote = commit.signatures[voter]!
            change(commit, vote)
          }),
          `change ${index}, vote ${voter}`,
        ).rejects.toMatchObject(refused('COMMIT'))
  })

  test('error: LIGHT_COMMIT_INVALID for too few votes, twice one, or one too many', async () => {
    const absent = {
      block_id_flag: 1,
      validator_address: '',
      timestamp: '0001-01-01T00:00:00Z',
      signature: null,
    }
    const without = (count: number) =>
      verifyLied('commit', ({ signed_header: { commit } }: Answer) => {
        commit.signatures.fill(absent, 0, count)
      })
    // Three of four are enough, two are not.
    expect((await without(1)).verification.signers.length).toBe(3)
    await expect(without(2)).rejects.toMatchObject(refused('COMMIT'))
    await expect(
      verifyLied('commit', ({ signed_header: { commit } }: Answer) => {
        commit.signatures[0] = commit.signatures[1]!
      }),
    ).rejects.toMatchObject(refused('COMMIT'))
    await expect(
      verifyLied('commit', ({ signed_header: { commit } }: Answer) => {
        commit.signatures.push(absent)
      }),
    ).rejects.toMatchObject(refused('COMMIT'))
  })

  test('error: LIGHT_VALIDATORS_INVALID for other keys, powers, orders or numbers of them', async () => {
    const changes: ((page: Page) => void)[] = [
      ({ validators }) => {
        validators[0]!.voting_power = '11'
      },
      ({ validators }) => {
        validators[0]!.pub_key = validators[1]!.pub_key
      },
      ({ validators }) => {
        validators.reverse()
      },
      ({ validators }) => {
        validators.pop()
      },
      (page) => {
        page.total = '3'
        page.validators.pop()
      },
      ({ validators }) => {
        validators.push(...validators)
      },
    ]
    for (const [index, change] of changes.entries())
      await expect(
        verifyLied('validators', change),
        `change ${index}`,
      ).rejects.toMatchObject(refused('VALIDATORS'))
  })

  test('error: LIGHT_BLOCK_INVALID in any field of the block', async () => {
    const names = [
      ...['parentHash', 'sha3Uncles', 'miner', 'stateRoot', 'receiptsRoot'],
      ...['transactionsRoot', 'logsBloom', 'number', 'gasLimit', 'gasUsed'],
      ...['timestamp', 'extraData', 'mixHash', 'nonce', 'baseFeePerGas'],
      ...['withdrawalsRoot', 'parentBeaconBlockRoot', 'requestsHash'],
      ...['difficulty', 'blobGasUsed', 'excessBlobGas'],
    ]
    expect(names.length).toBe(21)
    for (const name of names)
      await expect(
        verifyLied('eth_getBlockByNumber', (header: Json) => {
          const text = String(header[name])
          header[name] = flipDigit(text, text.length - 1)
        }),
        name,
      ).rejects.toMatchObject(refused('BLOCK'))
  })

  test('error: LIGHT_PROOF_INVALID in any byte of the proofs', () => {
    const proofs = Object.entries(recorded.rpc).filter(([request]) =>
      request.includes('eth_getProof'),
    )
    const [, block] = Object.entries(recorded.rpc).find(([request]) =>
      request.includes(`"eth_getBlockByNumber",["0x${block16}"`),
    )! as [string, { stateRoot: `0x${string}` }]
    const nodes = (proofs[0]![1] as Proof).accountProof as `0x${string}`[]
    expect(nodes.length).toBeGreaterThan(1)
    const key = keyOf(proofs[0]![0])
    const good = readTrie({ root: block.stateRoot, key, proof: nodes })
    expect(good).toBeDefined()
    for (const [index, node] of nodes.entries())
      for (let at = 2; at < node.length; at++) {
        const changed = nodes.with(index, flipDigit(node, at) as `0x${string}`)
        expect(() =>
          readTrie({ root: block.stateRoot, key, proof: changed }),
        ).toThrow(expect.objectContaining(refused('PROOF')))
      }
  })

  test('error: LIGHT_PROOF_INVALID for nodes that lack, are too many, or of others', async () => {
    const changes: ((proof: Proof) => unknown)[] = [
      ({ accountProof }) => void accountProof.pop(),
      ({ accountProof }) => void accountProof.shift(),
      ({ accountProof }) => void accountProof.push(accountProof[0]!),
      ({ accountProof }) => void accountProof.splice(0),
      ({ storageProof }) => void storageProof[0]!.proof.pop(),
      ({ storageProof }) => void storageProof[0]!.proof.splice(0),
      ({ storageProof }) => void storageProof.pop(),
      ({ storageProof }) => void storageProof[0]!.proof.push('0xc0'),
      ({ storageProof }) => void storageProof[0]!.proof.push('0x80'),
      () => ({}),
      () => 'nothing',
      // The owner's slot, proven in another contract.
      () =>
        Object.entries(recorded.rpc).find(
          ([request]) =>
            request.includes('eth_getProof') &&
            request.includes('0x5a4a000000000000000000000000000000000007'),
        )![1],
    ]
    for (const [index, change] of changes.entries())
      await expect(
        verifyLied('eth_getProof', change),
        `change ${index}`,
      ).rejects.toMatchObject(refused('PROOF'))
  })

  test('behavior: values beside the proofs do not count', async () => {
    const licence = await verifyLied('eth_getProof', (answer: Json) => {
      answer.balance = '0xffff'
      answer.storageHash = `0x${'1'.repeat(64)}`
      for (const one of answer.storageProof as Json[]) one.value = '0x0'
    })
    expect(licence.rights).toEqual(['download', 'compute', 'infer'])
  })
})

const block16 = block.toString(16)

/** The key of an account in the state's trie, from the request of its proof. */
function keyOf(request: string): `0x${string}` {
  const [, [address]] = JSON.parse(request) as [string, [`0x${string}`]]
  return keccak256(address)
}

/** Every text and number of an answer, by its path. */
function leavesOf(
  value: unknown,
  path: (string | number)[] = [],
): (string | number)[][] {
  if (typeof value !== 'object' || value === null) return [path]
  return Object.entries(value).flatMap(([name, one]) =>
    leavesOf(one, [...path, name]),
  )
}

type Parameters = { lie?: Lie }

/** What is verified, and what it asks for. */
const scenarios = await Promise.all(
  [
    (one: Parameters) =>
      verifyLicence(replayNetwork(one).light, { account, assetId, block }),
    (one: Parameters) =>
      verifyOwner(replayNetwork(one).light, { assetId: movedId, block }),
    (one: Parameters) =>
      verifyBalance(replayNetwork(one).light, {
        account,
        block: BigInt(change.block),
      }),
  ].map(async (verify) => {
    const requests = new Set<string>()
    const truth = await verify({
      lie: (request, answer) => {
        requests.add(request)
        return answer
      },
    })
    return { verify, truth, requests: [...requests] }
  }),
)

describe('anything is changed', () => {
  const answers = { ...recorded.consensus, ...recorded.rpc }
  let refusals = 0

  property.prop(
    [
      fc.constantFrom(
        ...scenarios.flatMap(({ requests, ...scenario }) =>
          requests.map((request) => ({ ...scenario, request })),
        ),
      ),
      fc.nat(),
      fc.nat(),
      fc.constantFrom(...'0123456789abcdefABCDEFxZ-:.=+/ '),
    ],
    { numRuns: 150 },
  )(
    'behavior: it is refused with a code of its own, or proves the very same',
    async ({ verify, truth, request }, place, at, character) => {
      const leaves = leavesOf(answers[request])
      const path = leaves[place % leaves.length]!
      const lie: Lie = (asked, answer) => {
        if (asked !== request) return answer
        const parent = path
          .slice(0, -1)
          // biome-ignore lint/suspicious/noExplicitAny: any part of any answer
          .reduce((one: any, name) => one[name], answer)
        const name = path.at(-1)!
        const text = String(parent[name])
        const start = at % (text.length + 1)
        const changed = text.slice(0, start) + character + text.slice(start + 1)
        parent[name] = typeof parent[name] === 'string' ? changed : +changed
        return answer
      }
      const told = await verify({ lie }).catch((error: unknown) => error)
      if (told instanceof Error) {
        refusals += 1
        expect(SaharaError.isInstance(told) ? told.code : told).toMatch(
          /^LIGHT_/,
        )
      } else expect(told).toEqual(truth)
    },
    120_000,
  )

  test('behavior: much of it was refused', () => {
    expect(refusals).toBeGreaterThan(30)
  })
})
