import { describe, expect, test } from 'vitest'
import { parseDenyList } from './parseDenyList.ts'

/** The example of the specification, and what it says of each rule. */
const example = `version: 1
name: Example IPFSCorp blocking list
description: A collection of bad things we have found in the universe
author: abuse-ipfscorp@example.com
hints:
  hint: value
  hint2: value2
---
# Blocking by CID is codec-agnostic (blocks by multihash).
/ipfs/bafybeihvvulpp4evxj7x7armbqcyg6uezzuig6jp3lktpbovlqfkuqeuoq

# Blocking by subpath (equivalent rules)
/ipfs/Qmah2YDTfrox4watLCr3YgKyBwvjq8FJZEFdWY6WtJ3Xt2/test*
/ipfs/QmTuvSQbEDR3sarFAN9kAeXBpiBCyYYNxdxciazBba11eC/test/*

# Block some subpaths with exceptions: last-matching-rule wins (!)
/ipfs/QmUboz9UsQBDeS6Tug1U8jgoFkgYxyYood9NDyVURAY9pK/blocked*
!/ipfs/QmUboz9UsQBDeS6Tug1U8jgoFkgYxyYood9NDyVURAY9pK/blockednot

# Block DNSLink domain name, and an IPNS key
/ipns/domain.example
/ipns/k51qzi5uqu5dhmzyv3zac033i7rl9hkgczxyl81lwoukda2htteop7d3x0y1mf

# Double-hash CID block using sha2-256 hashing
//QmX9dhRcQcKUw3Ws8485T5a9dtjrSCQaUAHnG4iK9i4ceM

# Double-hash Path block using blake3 hashing
//gW813G35CnLsy7gRYYHuf63hrz71U1xoLFDVeV7actx6oX

# Legacy CID double-hash block
//d9d295bde21f422d471a90f2a37ec53049fdf3e5fa3ee2e8f20e10003da429e7

# Legacy DNSLink and Path double-hash blocks
//c555c4de78827ba42527dd3dc5398db38d6c0a8c345a88e0158b2d100f317e50
//3f8b9febd851873b3774b937cce126910699ceac56e72e64b866f8e258d09572
`

const byCid = 'bafybeihvvulpp4evxj7x7armbqcyg6uezzuig6jp3lktpbovlqfkuqeuoq'
const sameMultihash = [
  'bafkreihvvulpp4evxj7x7armbqcyg6uezzuig6jp3lktpbovlqfkuqeuoq',
  'QmesfgDQ3q6prBy2Kg2gKbW4MAGuWiRP2DVuGA5MZSERLo',
]
const byLegacyHash =
  'bafybeiefwqslmf6zyyrxodaxx4vwqircuxpza5ri45ws3y5a62ypxti42e'

describe('parseDenyList', () => {
  test('vector: the example of the specification', () => {
    const { isDenied, size, unread } = parseDenyList(example)
    for (const cid of [
      byCid,
      ...sameMultihash,
      'bafybeidjwik6im54nrpfg7osdvmx7zojl5oaxqel5cmsz46iuelwf5acja',
      'QmVTF1yEejXd9iMgoRTFDxBv7HAz9kuZcQNBzHrceuK9HR',
      byLegacyHash,
    ])
      expect(isDenied(cid), cid).toBe(true)
    for (const cid of [
      // Only paths below these are.
      'Qmah2YDTfrox4watLCr3YgKyBwvjq8FJZEFdWY6WtJ3Xt2',
      'QmTuvSQbEDR3sarFAN9kAeXBpiBCyYYNxdxciazBba11eC',
      'QmUboz9UsQBDeS6Tug1U8jgoFkgYxyYood9NDyVURAY9pK',
      'bafyb4ieqht3b2rssdmc7sjv2cy2gfdilxkfh7623nvndziyqnawkmo266a',
      // The legacy hash is of a CID, not of its multihash.
      byLegacyHash.replace('bafybei', 'bafkrei'),
      'bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku',
      'QmUNLLsPACCz1vLxQVkXqqLX5R1X345qqfHbsf67hvA3Nn',
      'bafkqaaa',
      'no cid',
      '',
    ])
      expect(isDenied(cid), cid).toBe(false)
    // The rule by blake3.
    expect([size, unread]).toEqual([5, [28]])
  })

  test('vector: a whole tree by its root', () => {
    const root = 'QmdWFA9FL52hx3j9EJZPQP1ZUH8Ygi5tLCX2cRDs6knSf8'
    for (const path of ['', '/', '/*'])
      expect(parseDenyList(`/ipfs/${root}${path}`).isDenied(root)).toBe(true)
  })

  test('behavior: the last rule that fits counts, however it names the blob', () => {
    const double =
      '//d9d295bde21f422d471a90f2a37ec53049fdf3e5fa3ee2e8f20e10003da429e7'
    const plain = `/ipfs/${byLegacyHash}`
    for (const [list, isDenied] of [
      [`${double}\n!${plain}`, false],
      [`!${plain}\n${double}`, true],
      [`${plain}\n!${double.toUpperCase()}\n`, false],
      [`${plain}\r\n!${plain}\r\n${plain} reason:court\r\n`, true],
      [`# ${plain}`, false],
    ] as const)
      expect(parseDenyList(list).isDenied(byLegacyHash), list).toBe(isDenied)
  })

  test('behavior: a header is optional, and lines that are no rule are told', () => {
    expect(parseDenyList(`---\n/ipfs/${byCid}\n`).size).toBe(1)
    expect(parseDenyList(`name: x\r\n---\r\n/ipfs/${byCid}`).size).toBe(1)
    expect(parseDenyList('').size).toBe(0)
    const list = `${byCid}\n/ipfs/${byCid}\n/ipfs/nothing\n//short\n`
    expect(parseDenyList(list).unread).toEqual([1, 3, 4])
    // So large a header is none, but lines that are no rules.
    const large = `name: ${'x'.repeat(1024 ** 2)}\n---\n/ipfs/${byCid}`
    expect(parseDenyList(large)).toMatchObject({ size: 1, unread: [1, 2] })
  })

  test('error: CONFIG_INVALID for another version or too long a line', () => {
    for (const list of [
      'version: 2\n---\n',
      `/ipfs/${byCid}\n${' '.repeat(2 * 1024 ** 2 + 1)}`,
    ])
      expect(() => parseDenyList(list)).toThrowError(
        expect.objectContaining({ code: 'CONFIG_INVALID' }),
      )
  })
})
