import { z } from 'zod'

/** The settings of the embedded chain, as its flags name them. */
export const chainOptionsSchema = z.strictObject({
  dataDir: z.string().min(1).describe('folder of the chain'),
  genesisPath: z.string().min(1).describe('genesis.json, as geth reads it'),
  port: z.int().min(0).max(65_535).default(0).describe('port of the RPC'),
  host: z.string().min(1).default('127.0.0.1').describe('address of the RPC'),
  blockIntervalMs: z
    .int()
    .min(0)
    .default(1_000)
    .describe('at most one block in this time'),
  idleIntervalMs: z
    .int()
    .min(1)
    .default(60_000)
    .describe('one block in this time when nothing waits'),
  maxReplayCostMs: z
    .int()
    .min(1)
    .default(1_500)
    .describe('a new journal segment begins when a replay takes longer'),
})
