import { type Address, bytesToBigInt } from 'viem'
import { z } from 'zod'
import type { SaharaClient } from '../createSaharaClient.ts'
import { readEntry } from '../internal/readEntry.ts'

/** Nonces that agree in all but these bits share a slot of storage. */
const slotBits = 4n

const nonceSchema = z
  .string()
  .regex(/^[0-9]{1,78}$/)
  .transform(BigInt)

export type NewOrderNonceParameters = { maker: Address }

/**
 * A nonce for a new order. Counts up from a random start, so that orders of
 * one maker share slots, and two machines of one maker do not share nonces.
 *
 * @throws {SaharaError} `JOURNAL_INVALID`
 */
export async function newOrderNonce(
  client: SaharaClient,
  { maker }: NewOrderNonceParameters,
): Promise<bigint> {
  const key = `orderNonce:${maker.toLowerCase()}`
  return client.nonceMutex.run(key, async () => {
    const saved = await readEntry(client.journal, key, nonceSchema)
    const nonce = saved ?? randomStart()
    await client.journal.set(key, JSON.stringify(String(nonce + 1n)))
    return nonce
  })
}

function randomStart(): bigint {
  const random = crypto.getRandomValues(new Uint8Array(31))
  return bytesToBigInt(random) << slotBits
}
