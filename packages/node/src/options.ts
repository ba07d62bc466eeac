import { z } from 'zod'

const gibibyte = 1024 ** 3

/** The settings of a node, as its flags name them. */
export const nodeOptionsSchema = z.strictObject({
  dataDir: z.string().min(1).describe('folder of the node'),
  port: z.int().min(0).max(65_535).default(0).describe('port of the API'),
  host: z.string().min(1).default('127.0.0.1').describe('address of the API'),
  rpcUrl: z.url().describe('JSON-RPC of the chain'),
  consensusUrl: z
    .url()
    .optional()
    .describe('RPC of CometBFT, for light clients'),
  peers: z.array(z.url()).default([]).describe('other nodes, for blobs'),
  publicUrl: z.url().optional().describe('how clients reach this node'),
  denyList: z
    .string()
    .min(1)
    .optional()
    .describe('file of the blobs it refuses'),
  faucet: z.boolean().default(true).describe('on local chains only'),
  quotaBytes: z
    .int()
    .min(0)
    .default(100 * gibibyte)
    .describe('per account'),
  rebuild: z.boolean().default(false).describe('read the chain from its start'),
  logLevel: z.string().optional().describe('of pino'),
})
