import { z } from 'zod'

const perMinute = (uses: number) => z.int().min(1).max(60_000).default(uses)

/** The settings of a keeper, as its flags name them. */
export const keeperOptionsSchema = z.strictObject({
  dataDir: z.string().min(1).describe('folder of the keeper'),
  rpcUrl: z.url().describe("RPC of the keeper's own chain node"),
  host: z.string().min(1).default('127.0.0.1').describe('address to listen on'),
  port: z.int().min(0).max(65_535).default(0).describe('port; 0 = any'),
  publicUrl: z
    .url()
    .optional()
    .describe('where clients reach the keeper; default: where it listens'),
  register: z
    .boolean()
    .default(false)
    .describe('register on chain, as soon as there are gas and the stake'),
  rejoin: z
    .boolean()
    .default(false)
    .describe('register again if it left or was slashed'),
  chargeFees: z
    .boolean()
    .default(false)
    .describe('charge for keeping, and refuse when not paid for too long'),
  trustProxy: z
    .boolean()
    .default(false)
    .describe('clients are named by the last entry of X-Forwarded-For'),
  depositsPerMinute: perMinute(120).describe('from one address'),
  requestsPerMinute: perMinute(600).describe('from one address'),
  accountRequestsPerMinute: perMinute(120).describe('signed by one account'),
  maxPending: z
    .int()
    .min(1)
    .default(50_000)
    .describe('deposits of versions that are not on chain, in all'),
  maxPendingPerPublisher: z
    .int()
    .min(1)
    .default(128)
    .describe('deposits of versions that are not on chain, of one publisher'),
  maxRemembered: z
    .int()
    .min(1)
    .default(2_000_000)
    .describe(
      'dropped deposits to remember, some 250 bytes each, before it takes no more of versions that are not on chain',
    ),
  logLevel: z.string().optional().describe('level of the log on stderr'),
})

export type KeeperOptions = z.output<typeof keeperOptionsSchema>
