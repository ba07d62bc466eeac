import type { ConsensusHeader } from '@sahara/protocol/api'
import { type Hex, zeroAddress } from 'viem'
import { describe, expect, test } from 'vitest'
import type { LightBlock } from './fetchLightBlock.ts'
import { followHeaders, type Trusted } from './followHeaders.ts'
import { parseInstant } from './instants.ts'
import { hashValidators, type LightValidator } from './validators.ts'

const startMs = Date.parse('2026-11-27T00:00:00Z')
const trustingPeriodMs = 7 * 24 * 3_600_000
const nowMs = startMs + 3_600_000

const validator = (digit: string, power = 10n): LightValidator => ({
  publicKey: `0x02${digit.repeat(64)}`,
  power,
})
const set = (digits: string) => [...digits].map((digit) => validator(digit))
const timeOf = (height: bigint) =>
  new Date(startMs + Number(height) * 1_000).toISOString()
const digitsOf = (validators: readonly LightValidator[]) =>
  hashValidators(validators).slice(2).toUpperCase()

/** A height that is consistent in itself; who signed, by digits. */
function blockOf(
  height: bigint,
  validators: string,
  options: { signers?: string; next?: string; time?: string } = {},
): LightBlock {
  const { signers = validators, next = validators } = options
  return {
    height,
    hash: `0x${height.toString(16).padStart(64, '0')}`,
    header: {
      time: options.time ?? timeOf(height),
      validators_hash: digitsOf(set(validators)),
      next_validators_hash: digitsOf(set(next)),
    } as ConsensusHeader,
    validators: set(validators),
    signers: set(signers).map((one) => ({ ...one, address: zeroAddress })),
  }
}

function trustedOf(height: bigint, validators: string): Trusted {
  return {
    height,
    hash: height === 0n ? undefined : (`0x${'f'.repeat(64)}` as Hex),
    time: parseInstant(timeOf(height)),
    validators: set(validators),
    nextValidatorsHash: hashValidators(set(validators)),
  }
}

/** Follows a chain of blocks, and says which heights were fetched. */
async function follow(
  trusted: Trusted,
  target: LightBlock,
  chain: (height: bigint) => LightBlock = (height) => {
    throw new RangeError(`asked for ${height}`)
  },
) {
  const fetched: bigint[] = []
  const verified = await followHeaders({
    trusted,
    target,
    fetch: async (height) => {
      fetched.push(height)
      return chain(height)
    },
    ...{ nowMs, trustingPeriodMs },
  })
  return { verified, fetched }
}

describe('followHeaders', () => {
  test('default: at once when more than a third of the trusted voted for it', async () => {
    // Two of four stayed, beside four others.
    const target = blockOf(900n, '12abcd')
    const { verified, fetched } = await follow(trustedOf(1n, '1234'), target)
    expect(fetched).toEqual([])
    expect(verified).toMatchObject({ height: 900n, hash: target.hash })
    expect(verified.validators).toEqual(target.validators)
  })

  test('behavior: a third itself is not enough', async () => {
    const target = blockOf(9n, '1abc')
    const between = blockOf(5n, '12a')
    const { fetched } = await follow(
      trustedOf(1n, '123'),
      target,
      () => between,
    )
    expect(fetched).toEqual([5n])
  })

  test('behavior: only those count who voted', async () => {
    const target = blockOf(9n, '123abcdef', { signers: '1abcdef' })
    const { fetched } = await follow(trustedOf(1n, '123'), target, (height) =>
      blockOf(height, '123', { next: height === 8n ? '123abcdef' : '123' }),
    )
    // Down to the height before it, whose word for the next set is enough.
    expect(fetched).toEqual([5n, 7n, 8n])
  })

  test('error: LIGHT_VALIDATORS_INVALID when nobody said that they would follow', async () => {
    const strangers = (height: bigint) => blockOf(height, 'abc')
    await expect(
      follow(trustedOf(1n, '123'), strangers(9n), strangers),
    ).rejects.toMatchObject({ code: 'LIGHT_VALIDATORS_INVALID' })
    // Powers of their own choice do not help those who stayed.
    const richer = blockOf(2n, '123')
    richer.header.validators_hash = digitsOf([validator('1', 1_000n)])
    await expect(follow(trustedOf(1n, '123'), richer)).rejects.toMatchObject({
      code: 'LIGHT_VALIDATORS_INVALID',
    })
  })

  test('behavior: follows each change that the header before announced', async () => {
    const sets = ['123', '23a', '3ab', 'abc', 'bcd']
    const setAt = (height: bigint) => sets[Number(height / 10n)] ?? 'bcd'
    const chain = (height: bigint) =>
      blockOf(height, setAt(height), { next: setAt(height + 1n) })
    for (const last of [9n, 10n, 25n, 39n, 49n]) {
      const { verified } = await follow(
        trustedOf(1n, '123'),
        chain(last),
        chain,
      )
      expect(verified.height).toBe(last)
    }
  })

  test('error: LIGHT_HEADER_INVALID for heights or times that do not grow', async () => {
    const invalid = { code: 'LIGHT_HEADER_INVALID' }
    const trusted = trustedOf(5n, '123')
    for (const target of [
      blockOf(5n, '123'),
      blockOf(4n, '123'),
      blockOf(6n, '123', { time: timeOf(5n) }),
      blockOf(9n, '123', { time: timeOf(4n) }),
      blockOf(9n, '123', { time: new Date(nowMs + 10_000).toISOString() }),
      // There is no such day.
      blockOf(9n, '123', { time: '2026-13-41T00:00:00Z' }),
    ])
      await expect(follow(trusted, target)).rejects.toMatchObject(invalid)
    // Only the first header may have the time of the genesis.
    const first = blockOf(1n, '123', { time: timeOf(0n) })
    const { verified } = await follow(trustedOf(0n, '123'), first)
    expect(verified.height).toBe(1n)
  })
})
