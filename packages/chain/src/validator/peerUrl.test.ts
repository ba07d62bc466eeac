import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { parsePeerUrl, toPeerUrl } from './peerUrl.ts'

const hexDigits = (length: number) =>
  fc
    .uint8Array({ minLength: length / 2, maxLength: length / 2 })
    .map((bytes) => Buffer.from(bytes).toString('hex'))
const port = fc.integer({ min: 1, max: 65_535 })

const peer = fc.record({
  nodeId: hexDigits(40),
  enode: hexDigits(128),
  host: fc.oneof(
    fc.ipV4(),
    fc.constantFrom('node.example', 'validator-1.internal'),
  ),
  p2p: port,
  gossip: port,
})

describe('peerUrl', () => {
  test.prop([peer])('default: reads what it wrote', (one) => {
    expect(parsePeerUrl(toPeerUrl(one))).toEqual(one)
  })

  test.prop([peer, fc.string()])(
    'error: INPUT_INVALID for anything else',
    (one, text) => {
      const whole = toPeerUrl(one)
      for (const wrong of [
        text,
        whole.replace('sahara:', 'https:'),
        whole.replace(/\?.*/, ''),
        whole.replace(one.nodeId, one.nodeId.slice(1)),
        whole.replace(/:\d+\?/, ':70000?'),
      ])
        expect(() => parsePeerUrl(wrong)).toThrowError(
          expect.objectContaining({ code: 'INPUT_INVALID' }),
        )
    },
  )
})
