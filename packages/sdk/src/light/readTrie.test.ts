import { type Hex, keccak256, toRlp } from 'viem'
import { describe, expect, test } from 'vitest'
import { readTrie } from './readTrie.ts'

const shared = 'a'.repeat(60)
const keyOf = (rest: string): Hex => `0x${shared}${rest}`
const empty: Hex[] = Array.from({ length: 17 }, () => '0x')
const invalid = expect.objectContaining({ code: 'LIGHT_PROOF_INVALID' })

const first: Hex = '0x8401020304'
const second: Hex = '0x8405060708'

/** A leaf after an odd number of digits. */
const leaf = (rest: string, value: Hex): [Hex, Hex] => [`0x3${rest}`, value]

/**
 * The trie of two keys that differ in the 61st digit only: an extension over
 * the 60 they share, and a branch with both leaves inside it, shorter than a
 * hash. The root was checked against `@ethereumjs/mpt` 10.1.3.
 */
const branch: (Hex | [Hex, Hex])[] = empty.map((none, index) =>
  index === 1 ? leaf('234', first) : index === 2 ? leaf('345', second) : none,
)
const branchRlp = toRlp(branch)
const extensionRlp = toRlp([`0x00${shared}`, keccak256(branchRlp)])
const root = keccak256(extensionRlp)
const proof = [extensionRlp, branchRlp]

describe('readTrie', () => {
  test('default: values in nodes that lie inside others', () => {
    expect(root).toBe(
      '0x931a3baf5493c11827c4a9e8ea0b9cd0197a28234f179e06f4f241792853c0c0',
    )
    expect(readTrie({ root, key: keyOf('1234'), proof })).toBe(first)
    expect(readTrie({ root, key: keyOf('2345'), proof })).toBe(second)
  })

  test('default: what is not there, however the trie says so', () => {
    // An empty place of a branch, another leaf, and another extension.
    expect(readTrie({ root, key: keyOf('3234'), proof })).toBeUndefined()
    expect(readTrie({ root, key: keyOf('1235'), proof })).toBeUndefined()
    const elsewhere: Hex = `0x${'b'.repeat(64)}`
    expect(
      readTrie({ root, key: elsewhere, proof: [extensionRlp] }),
    ).toBeUndefined()
    const nothing = keccak256('0x80')
    expect(readTrie({ root: nothing, key: elsewhere, proof: [] })).toBe(
      undefined,
    )
  })

  test('behavior: an absence is proven by all nodes on the way, and no others', () => {
    const key = keyOf('3234')
    expect(() => readTrie({ root, key, proof: [extensionRlp] })).toThrow(
      invalid,
    )
    expect(() => readTrie({ root, key, proof: [] })).toThrow(invalid)
    expect(() => readTrie({ root, key, proof: [...proof, branchRlp] })).toThrow(
      invalid,
    )
  })

  const one = (node: Parameters<typeof toRlp>[0]) => {
    const bytes = toRlp(node as Hex)
    const key: Hex = `0x${'c'.repeat(64)}`
    return () => readTrie({ root: keccak256(bytes), key, proof: [bytes] })
  }
  const full: Hex = `0x20${'c'.repeat(64)}`

  test('default: a single leaf is a trie', () => {
    expect(one([full, '0x09'])()).toBe('0x09')
  })

  test('error: LIGHT_PROOF_INVALID for nodes of no form, though they have the hash', () => {
    expect(one('0x1234')).toThrow(invalid)
    expect(one([])).toThrow(invalid)
    expect(one([full])).toThrow(invalid)
    expect(one([full, '0x01', '0x02'])).toThrow(invalid)
    expect(one(Array.from({ length: 16 }, () => '0x' as Hex))).toThrow(invalid)
    // A path with an unknown flag, or a digit where there is none.
    expect(one([`0x40${'c'.repeat(64)}`, '0x09'])).toThrow(invalid)
    expect(one([`0x2c${'c'.repeat(64)}`, '0x09'])).toThrow(invalid)
    // A value that is a list; an extension to nowhere.
    expect(one([full, ['0x01']])).toThrow(invalid)
    expect(one([`0x00${'c'.repeat(64)}`, '0x09'])).toThrow(invalid)
    // A branch after all digits of the key.
    expect(one([`0x00${'c'.repeat(64)}`, empty])).toThrow(invalid)
  })

  test('error: LIGHT_PROOF_INVALID for bytes that are no RLP', () => {
    const bytes: Hex = '0xf8ff01'
    expect(() =>
      readTrie({ root: keccak256(bytes), key: keyOf('1234'), proof: [bytes] }),
    ).toThrow(invalid)
  })
})
