import { fc, test as property } from '@fast-check/vitest'
import type { Address } from 'viem'
import { describe, expect, test } from 'vitest'
import { withoutProposer, withProposer } from './proposerSuffix.ts'

const alice: Address = '0x70997970C51812dc3A010C7d01b50e0d17dc79C8'
const bob: Address = '0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC'

describe('withProposer', () => {
  test('default', () => {
    expect(withProposer('# A fee of 3 %', alice)).toBe(
      '# A fee of 3 %\n#proposer=0x70997970c51812dc3a010c7d01b50e0d17dc79c8',
    )
  })

  test('behavior: says it once, and not in the name of another', () => {
    const once = withProposer('why', alice)
    expect(withProposer(once, alice)).toBe(once)
    const checksummed = `why#proposer=${alice}`
    expect(withProposer(checksummed, alice)).toBe(checksummed)
    expect(withProposer(once, bob)).toBe(
      `${once}\n#proposer=${bob.toLowerCase()}`,
    )
  })

  property.prop([fc.string({ unit: 'binary' })])(
    'behavior: nothing of the text is lost',
    (text) => {
      expect(withoutProposer(withProposer(text, bob))).toBe(text)
    },
  )
})

describe('withoutProposer', () => {
  test('behavior: what the Governor takes for no name stays', () => {
    for (const text of [
      `why#proposer=${alice} `,
      `why#proposer=0X${alice.slice(2)}`,
      `why#proposer=${alice.slice(2)}`,
      `why#Proposer=${alice}`,
    ])
      expect(withoutProposer(text)).toBe(text)
  })
})
