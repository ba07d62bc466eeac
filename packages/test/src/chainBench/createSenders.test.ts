import { localChainId } from '@sahara/protocol'
import {
  bytesToHex,
  keccak256,
  parseTransaction,
  recoverTransactionAddress,
} from 'viem'
import { expect, test } from 'vitest'
import { createSenders } from './createSenders.ts'

test('behavior: what senders sign is what any client reads', async () => {
  const senders = createSenders(3, localChainId)
  const to = new Uint8Array(20).fill(0x5a)
  for (const sender of senders)
    for (const length of [0, 1, 40, 200])
      for (const nonce of [0, 1, 127, 128, 70_000]) {
        const data = new Uint8Array(length).fill(length === 1 ? 7 : 0xab)
        const { raw, hash } = sender.sign({ nonce, gas: 21_000n, to, data })
        const serializedTransaction = `0x02${raw.slice(2)}` as const
        expect(keccak256(serializedTransaction)).toBe(hash)
        expect(parseTransaction(serializedTransaction)).toMatchObject({
          chainId: localChainId,
          gas: 21_000n,
          to: bytesToHex(to),
          ...(nonce > 0 ? { nonce } : {}),
          ...(length > 0 ? { data: bytesToHex(data) } : {}),
        })
        const address = await recoverTransactionAddress({
          serializedTransaction,
        })
        expect(address.toLowerCase()).toBe(sender.address)
      }
  expect(new Set(senders.map(({ address }) => address)).size).toBe(3)
})
