import { SaharaError } from '@sahara/protocol'
import { z } from 'zod'

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
    .describe('register on chain at the start, as soon as there is gas'),
  logLevel: z.string().optional().describe('level of the log on stderr'),
})

export type KeeperOptions = z.output<typeof keeperOptionsSchema>

/** @throws {SaharaError} `CONFIG_INVALID` */
export function parseKeeperOptions(
  input: z.input<typeof keeperOptionsSchema>,
): KeeperOptions {
  const parsed = keeperOptionsSchema.safeParse(input)
  if (parsed.success) return parsed.data
  throw new SaharaError(
    `The settings of the keeper are wrong: ${z.prettifyError(parsed.error)}`,
    { code: 'CONFIG_INVALID', cause: parsed.error },
  )
}
