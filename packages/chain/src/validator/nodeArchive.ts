import { z } from 'zod'

/** What an archive says of itself, in `archive.json`, its first member. */
export const archiveSchema = z.strictObject({
  format: z.literal('sahara-node-data-1'),
  network: z.string().min(1),
  chainId: z.int().positive(),
  genesisHash: z.string().regex(/^0x[0-9a-f]{64}$/),
})

export type NodeArchive = z.infer<typeof archiveSchema>

export const archiveFile = 'archive.json'
