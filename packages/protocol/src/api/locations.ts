import { z } from 'zod'
import { hashSchema, pageSchemaOf } from './forms.ts'

const maxSequence = 2 ** 48

/** A base address with nothing but scheme, host, port and path. */
const urlSchema = z
  .string()
  .max(512)
  .refine((text) => {
    const url = URL.parse(text)
    return (
      url !== null &&
      (url.protocol === 'https:' || url.protocol === 'http:') &&
      `${url.username}${url.password}${url.search}${url.hash}` === '' &&
      !/[?#]/.test(text) &&
      (url.href === text || url.href === `${text}/`)
    )
  }, 'It is not a plain http or https address, or not in its normal form.')

/** Where blobs lie; see specs/location-lists.md. */
export const locationSchema = z.strictObject({
  kind: z
    .enum(['gateway', 'objects'])
    .describe('A trustless gateway, or a folder of objects named by CID.'),
  url: urlSchema,
})

/** What the owner of an asset signs of one version. */
export const locationListSchema = z
  .strictObject({
    assetId: hashSchema,
    version: z
      .int()
      .min(1)
      .max(2 ** 31 - 1),
    sequence: z
      .int()
      .min(0)
      .max(maxSequence)
      .describe('Above that of the list which it replaces.'),
    locations: z.array(locationSchema).max(8),
    signature: z
      .string()
      .regex(/^0x([0-9a-f]{2})+$/)
      .max(8_194)
      .describe('EIP-712, of the account that owns the asset.'),
  })
  .meta({ id: 'LocationList' })

/** A page of location lists. */
export const locationListPageSchema = pageSchemaOf(
  locationListSchema,
  'LocationListPage',
)

export type Location = z.infer<typeof locationSchema>
export type LocationList = z.infer<typeof locationListSchema>
