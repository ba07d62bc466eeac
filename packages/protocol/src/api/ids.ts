import { z } from 'zod'
import { addressSchema, hashSchema, pageSchemaOf, timeSchema } from './forms.ts'

/** What a Sahara ID says of itself. */
export const profileSchema = z
  .strictObject({
    schema: z.literal(1),
    kind: z.enum(['person', 'organisation']),
    name: z.string().min(1).max(200),
    description: z.string().max(5_000).default(''),
    links: z.array(z.url().max(2_000)).max(20).default([]),
  })
  .meta({ id: 'Profile' })

/** A Sahara ID. */
export const identitySchema = z
  .object({
    id: z.int(),
    handle: z.string(),
    owner: addressSchema,
    account: addressSchema.describe(
      'Stands for the whole ID, as beneficiary of its licences.',
    ),
    profileCid: z.string().nullable(),
    profile: profileSchema
      .nullable()
      .describe('null until the node has its blob, or if it is malformed.'),
    recipient: z.string().describe('age recipient in force.'),
    registeredAt: timeSchema,
    accounts: z
      .array(z.object({ account: addressSchema, linkedAt: timeSchema }))
      .describe('Linked accounts, the owner’s not among them.'),
    recipients: z
      .array(z.object({ recipient: z.string(), since: timeSchema }))
      .describe('All there have been, the one in force last.'),
    guardianship: z
      .object({
        guardians: z.array(addressSchema),
        threshold: z.int(),
        delaySeconds: z.int(),
      })
      .nullable(),
    approvals: z
      .array(
        z.object({
          guardian: addressSchema,
          newOwner: addressSchema,
          at: timeSchema,
        }),
      )
      .describe('What guardians agreed to since the last time it was voided.'),
    recovery: z
      .object({ newOwner: addressSchema, readyAt: timeSchema })
      .nullable()
      .describe('What the guardians agreed on.'),
  })
  .meta({ id: 'Identity' })

/** An account's consent to belong to an ID, as it travels in a file. */
export const linkProofSchema = z
  .strictObject({
    id: z.int().min(1),
    account: z.string().regex(/^0x[0-9a-f]{40}$/i),
    deadline: timeSchema,
    signature: z.string().regex(/^0x([0-9a-f]{2}){1,4096}$/i),
  })
  .meta({ id: 'LinkProof' })

/** A Sahara ID as lists show it. */
const identitySummarySchema = identitySchema
  .pick({ id: true, handle: true, owner: true, registeredAt: true })
  .meta({ id: 'IdentitySummary' })

/** A page of Sahara IDs. */
export const identityPageSchema = pageSchemaOf(
  identitySummarySchema,
  'IdentityPage',
)

/** What somebody did for a version. */
export const contributionSchema = z
  .object({
    contributionId: hashSchema,
    assetId: hashSchema,
    title: z.string().describe('Of the asset.'),
    version: z.int(),
    contributor: z.int(),
    handle: z.string().describe('Of the contributor.'),
    role: z.string(),
    evidence: hashSchema,
    attester: addressSchema.describe('Owned the asset then.'),
    attestedAt: timeSchema,
    acceptedAt: timeSchema
      .nullable()
      .describe('null: the contributor has not said yes.'),
  })
  .meta({ id: 'Contribution' })

/** A page of contributions. */
export const contributionPageSchema = pageSchemaOf(
  contributionSchema,
  'ContributionPage',
)

export type Profile = z.infer<typeof profileSchema>
export type Identity = z.infer<typeof identitySchema>
export type IdentityPage = z.infer<typeof identityPageSchema>
export type Contribution = z.infer<typeof contributionSchema>
export type ContributionPage = z.infer<typeof contributionPageSchema>
