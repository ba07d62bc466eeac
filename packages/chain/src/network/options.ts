import { z } from 'zod'
import { portsPerNode } from '../validator/createMember.ts'

/** Tests and demonstrations; a machine has no room for more. */
const maxNodes = 20

/** The settings of a network on one machine, as its flags name them. */
export const networkOptionsSchema = z.strictObject({
  dataDir: z.string().min(1).describe('folder of the network'),
  genesisPath: z.string().min(1).describe("the platform's genesis.json"),
  validators: z.int().min(1).max(maxNodes).describe('nodes that vote'),
  followers: z
    .int()
    .min(0)
    .max(maxNodes)
    .default(1)
    .describe('nodes that only follow'),
  firstPort: z
    .int()
    .min(1)
    .max(65_535 - 2 * maxNodes * portsPerNode)
    .describe(`each node takes ${portsPerNode} ports, from here on`),
})
