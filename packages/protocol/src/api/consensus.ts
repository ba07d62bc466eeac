import { z } from 'zod'

/** Bytes as CometBFT writes them: hexadecimal digits in upper case. */
const hexSchema = z.string().regex(/^(?:[0-9A-F]{2})*$/)
const digestSchema = z.string().regex(/^[0-9A-F]{64}$/)
const consensusAddressSchema = z.string().regex(/^[0-9A-F]{40}$/)

/** A number of 64 bits without a sign. */
const countSchema = z.string().regex(/^(?:0|[1-9][0-9]{0,18})$/)

/** A moment in UTC, to the nanosecond (RFC 3339). */
const instantSchema = z
  .string()
  .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z$/)

/** Empty in the header of the first height. */
const blockIdSchema = z.object({
  hash: hexSchema,
  parts: z.object({ total: z.int().min(0).max(0xffff_ffff), hash: hexSchema }),
})

const consensusHeaderSchema = z
  .object({
    version: z.object({ block: countSchema, app: countSchema.optional() }),
    chain_id: z.string().min(1).max(50),
    height: countSchema,
    time: instantSchema,
    last_block_id: blockIdSchema,
    last_commit_hash: hexSchema,
    data_hash: hexSchema,
    validators_hash: digestSchema,
    next_validators_hash: digestSchema,
    consensus_hash: hexSchema,
    app_hash: hexSchema,
    last_results_hash: hexSchema,
    evidence_hash: hexSchema,
    proposer_address: consensusAddressSchema,
  })
  .meta({ id: 'ConsensusHeader' })

const consensusCommitSchema = z
  .object({
    height: countSchema,
    round: z.int().min(0).max(0x7fff_ffff),
    block_id: blockIdSchema,
    signatures: z.array(
      z.object({
        block_id_flag: z
          .int()
          .describe('1 absent, 2 for the block, 3 for none.'),
        validator_address: hexSchema,
        timestamp: instantSchema,
        signature: z.base64().nullable(),
      }),
    ),
  })
  .meta({ id: 'ConsensusCommit' })

/** The answer of `/consensus/commit`, as CometBFT gives it. */
export const signedHeaderSchema = z
  .object({
    signed_header: z.object({
      header: consensusHeaderSchema,
      commit: consensusCommitSchema,
    }),
  })
  .meta({ id: 'SignedHeader' })

const publicKeySchema = z.object({
  type: z.literal('tendermint/PubKeySecp256k1eth'),
  value: z.base64(),
})

/** The answer of `/consensus/validators`, a page as CometBFT gives it. */
export const validatorPageSchema = z
  .object({
    block_height: countSchema,
    validators: z.array(
      z.object({
        address: consensusAddressSchema,
        pub_key: publicKeySchema,
        voting_power: countSchema,
      }),
    ),
    total: countSchema,
  })
  .meta({ id: 'ValidatorPage' })

/** What verification reads of the genesis of CometBFT (`consensus.json`). */
export const consensusGenesisSchema = z.object({
  genesis_time: instantSchema,
  chain_id: z.string().min(1).max(50),
  initial_height: z.literal('1'),
  validators: z
    .array(
      z.object({
        address: consensusAddressSchema,
        pub_key: publicKeySchema,
        power: countSchema,
      }),
    )
    .min(1),
})

/** The header of a height of CometBFT. */
export type ConsensusHeader = z.infer<typeof consensusHeaderSchema>
/** The votes that decided on a height. */
export type ConsensusCommit = z.infer<typeof consensusCommitSchema>
/** A header with the votes on it. */
export type SignedHeader = z.infer<typeof signedHeaderSchema>['signed_header']
/** Some of the validators of a height. */
export type ValidatorPage = z.infer<typeof validatorPageSchema>
/** The genesis of CometBFT. */
export type ConsensusGenesis = z.infer<typeof consensusGenesisSchema>
