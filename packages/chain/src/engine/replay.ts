import { SaharaError } from '@sahara/protocol'
import type { Hex } from 'viem'
import { z } from 'zod'
import type { Anvil } from '../anvil/spawnAnvil.ts'
import type { BlockRecord } from '../journal/codec.ts'

/** The newest block, as far as the driver needs to know it. */
export type Head = { number: number; hash: Hex; timestamp: number }

const hex = z.templateLiteral(['0x', z.string().regex(/^[0-9a-f]*$/)])
const blockSchema = z.object({
  number: hex,
  hash: hex,
  parentHash: hex,
  timestamp: hex,
  transactions: z.array(hex),
})

/** A head with what mining it again needs. */
export type LatestBlock = Head & { parentHash: Hex; transactions: Hex[] }

/** anvil's own newest block, final or not. */
export async function latestBlock(anvil: Anvil): Promise<LatestBlock> {
  const block = blockSchema.parse(
    await anvil.rpc.call('eth_getBlockByNumber', ['latest', false]),
  )
  return {
    number: Number(block.number),
    hash: block.hash,
    parentHash: block.parentHash,
    timestamp: Number(block.timestamp),
    transactions: block.transactions,
  }
}

/** Mines one block with exactly this timestamp from what anvil's pool holds. */
export async function mine(
  anvil: Anvil,
  timestamp: number,
): Promise<LatestBlock> {
  await anvil.rpc.call('evm_mine', [{ timestamp }])
  return latestBlock(anvil)
}

/**
 * Mines journaled blocks again.
 *
 * @throws {SaharaError} `CHAIN_JOURNAL_CORRUPT` when a block gets another hash
 */
export async function replay(
  anvil: Anvil,
  blocks: BlockRecord[],
): Promise<void> {
  for (const block of blocks) {
    for (const transaction of block.transactions)
      await anvil.rpc.call('eth_sendRawTransaction', [transaction])
    const mined = await mine(anvil, block.timestamp)
    if (mined.number !== block.number || mined.hash !== block.hash)
      throw new SaharaError(
        `Replaying block ${block.number} gave another hash.`,
        {
          code: 'CHAIN_JOURNAL_CORRUPT',
          hint: 'Restore the chain folder from a backup, or use the version of Sahara that made it.',
          details: {
            number: block.number,
            expected: block.hash,
            found: mined.hash,
          },
        },
      )
  }
}
