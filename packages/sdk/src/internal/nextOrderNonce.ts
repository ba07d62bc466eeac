import { type Address, bytesToBigInt } from 'viem'
import type { SaharaClient } from '../createSaharaClient.ts'

/** Nonces that agree in all but these bits share a slot of storage. */
const slotBits = 4n

/**
 * A nonce for a new order. Counts up from a random start, so that orders of
 * one maker share slots, and two machines of one maker do not share nonces.
 */
export async function nextOrderNonce(
  client: SaharaClient,
  maker: Address,
): Promise<bigint> {
  const key = `orderNonce:${maker.toLowerCase()}`
  return client.nonceMutex.run(key, async () => {
    const saved = await client.journal.get(key)
    const nonce = saved === undefined ? randomStart() : BigInt(saved)
    await client.journal.set(key, (nonce + 1n).toString())
    return nonce
  })
}

function randomStart(): bigint {
  const random = crypto.getRandomValues(new Uint8Array(31))
  return bytesToBigInt(random) << slotBits
}
