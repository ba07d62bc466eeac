import type { ConsensusCommit } from '@sahara/protocol/api'
import { type Hex, hexToBytes, keccak256 } from 'viem'
import { privateKeyToAccount, sign } from 'viem/accounts'
import { describe, expect, test } from 'vitest'
import type { LightValidator } from './validators.ts'
import { verifyCommit, voteBytes } from './verifyCommit.ts'

const network = 'sahara-1-00000000'
const keys = [1, 2, 3, 4].map((digit): Hex => `0x${`${digit}`.repeat(64)}`)
const base = {
  height: '7',
  round: 0,
  block_id: {
    hash: 'A'.repeat(64),
    parts: { total: 1, hash: 'B'.repeat(64) },
  },
}
const refused = { code: 'LIGHT_COMMIT_INVALID' }

function validatorOf(key: Hex, power = 10n): LightValidator {
  const { publicKey } = privateKeyToAccount(key)
  const isOdd = Number.parseInt(publicKey.slice(-1), 16) % 2 === 1
  return {
    publicKey: `0x${isOdd ? '03' : '02'}${publicKey.slice(4, 68)}`,
    power,
  }
}

/** A vote of a key: absent, for the block, or for none. */
async function voteOf(
  key: Hex,
  flag: 1 | 2 | 3,
  commit: Pick<ConsensusCommit, 'height' | 'round' | 'block_id'> = base,
): Promise<ConsensusCommit['signatures'][number]> {
  if (flag === 1)
    return {
      block_id_flag: 1,
      validator_address: '',
      timestamp: '0001-01-01T00:00:00Z',
      signature: null,
    }
  const vote = { block_id_flag: flag, timestamp: '2026-11-27T00:00:00.5Z' }
  const hash = keccak256(voteBytes(network, commit, vote))
  const { r, s, yParity } = await sign({ hash, privateKey: key })
  return {
    ...vote,
    validator_address: privateKeyToAccount(key).address.slice(2).toUpperCase(),
    signature: Buffer.from([
      ...hexToBytes(r, { size: 32 }),
      ...hexToBytes(s, { size: 32 }),
      yParity ?? 0,
    ]).toString('base64'),
  }
}

async function verify(
  flags: readonly (1 | 2 | 3)[],
  options: {
    powers?: readonly bigint[]
    change?: Partial<ConsensusCommit>
    network?: string
  } = {},
) {
  const signed = { ...base, ...options.change }
  const signatures = await Promise.all(
    flags.map((flag, index) => voteOf(keys[index]!, flag, signed)),
  )
  return verifyCommit({
    network: options.network ?? network,
    commit: { ...signed, signatures },
    validators: flags.map((_, index) =>
      validatorOf(keys[index]!, options.powers?.[index]),
    ),
  })
}

describe('verifyCommit', () => {
  test('default: who voted for the block, by address', async () => {
    const signers = await verify([2, 1, 2, 2])
    expect(signers.map(({ address }) => address)).toEqual(
      [0, 2, 3].map((index) =>
        privateKeyToAccount(keys[index]!).address.toLowerCase(),
      ),
    )
  })

  test('behavior: a later round is signed with its number', async () => {
    expect(await verify([2, 2, 2], { change: { round: 3 } })).toHaveLength(3)
  })

  test('error: LIGHT_COMMIT_INVALID for two thirds, not for more', async () => {
    await expect(verify([2, 2, 1])).rejects.toMatchObject(refused)
    const powers = [10n, 11n, 10n]
    expect(await verify([2, 2, 1], { powers })).toHaveLength(2)
    await expect(verify([2, 1, 2], { powers })).rejects.toMatchObject(refused)
  })

  test('behavior: votes for none are checked, and count for nothing', async () => {
    expect(await verify([2, 2, 2, 3])).toHaveLength(3)
    await expect(verify([2, 2, 3, 3])).rejects.toMatchObject(refused)
    const signatures = await Promise.all(
      ([2, 2, 2, 3] as const).map((flag, index) => voteOf(keys[index]!, flag)),
    )
    // A vote for the block, told as one for none.
    signatures[3] = { ...(await voteOf(keys[3]!, 2)), block_id_flag: 3 }
    await expect(
      verifyCommit({
        network,
        commit: { ...base, signatures },
        validators: keys.map((key) => validatorOf(key)),
      }),
    ).rejects.toMatchObject(refused)
  })

  test('error: LIGHT_COMMIT_INVALID for votes of another chain', async () => {
    await expect(
      verify([2, 2, 2], { network: 'sahara-2-00000000' }),
    ).rejects.toMatchObject(refused)
  })

  test('error: LIGHT_VALIDATORS_INVALID for sets that cannot be', async () => {
    const invalid = { code: 'LIGHT_VALIDATORS_INVALID' }
    const commit = { ...base, signatures: [await voteOf(keys[0]!, 2)] }
    const one = validatorOf(keys[0]!)
    for (const validators of [
      [],
      [one, one],
      [{ ...one, power: 0n }],
      [{ ...one, power: 1n << 60n }],
    ])
      await expect(
        verifyCommit({ network, commit, validators }),
      ).rejects.toMatchObject(invalid)
  })
})
