import { readFileSync } from 'node:fs'
import { fc, test as property } from '@fast-check/vitest'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import {
  type AssetDescription,
  encodingFormatOf,
  fileIdOf,
  type Kind,
  metadataSchema,
  parseMetadata,
  type SaharaBlock,
  SaharaError,
  summaryOf,
  toDescription,
  toMetadata,
} from '../index.ts'

const example = (name: string): unknown =>
  JSON.parse(
    readFileSync(
      new URL(`../../../../specs/metadata/${name}.json`, import.meta.url),
      'utf8',
    ),
  )

const publisher = '0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266'
// The manifest and the files of specs/manifest.md.
const blobs = [
  {
    cid: 'bafkreiefzia6nqd327ua6xswwsvu2e2vfrkgo7fom7budiatw3kbbfpitu',
    size: 753,
    sha256: '85ca01e6c07bd7e80f5e56b4ab4d13552c54677cae67c341a013b6d41095e89d',
    paths: [],
  },
  {
    cid: 'bafkreicjjjeorsoppn62shnhgjmwyahj2ukyvrqblfnhphefjnrtgu6w4i',
    size: 200,
    sha256: '494a48e8c9cf7b7da91da732596c00e9d5158ac601595a779c854b633353d6e2',
    paths: ['readme.txt'],
  },
  {
    cid: 'bafkreicrmzjqrhnsj4carkjtmmdwkjvjf23vo4lmp5biflfhgw6qu45ogq',
    size: 229,
    sha256: '516653089db24f0408a93363076526a92eb757716c7f4282aca735bd0a73ae34',
    paths: ['trips/2026.csv'],
  },
]
const blockOf = (kind: Kind): SaharaBlock => ({
  schema: 1,
  kind,
  assetId: `0x${'ab'.repeat(32)}`,
  version: 1,
  manifest: blobs[0]!.cid,
  blobs: blobs.map(({ cid }) => cid),
  size: 29,
  files: 2,
  threshold: 2,
  keyCommitment: `0x${'01'.repeat(32)}`,
  keyShares: [1, 2, 3].map((index) => ({
    index,
    keeper: `0x${String(index).repeat(40)}`,
    epoch: 1,
    hash: `0x${`a${index}`.repeat(32)}`,
  })),
  ownerKey: 'YWdlLWVuY3J5cHRpb24ub3JnL3Yx',
  terms: 'CC-BY-4.0',
  parents: [],
})
const write = (kind: Kind, description: AssetDescription) =>
  toMetadata({
    description,
    sahara: blockOf(kind),
    blobs,
    publisher,
    chainId: 724272,
    publishedAt: Date.UTC(2026, 0, 2, 12),
  })

const descriptions: Record<Kind, AssetDescription> = {
  dataset: {
    name: 'Trips by tram',
    description: 'Every trip of 2026.',
    keywords: ['transport'],
    license: 'CC-BY-4.0',
    creator: { '@type': 'sc:Organization', name: 'Tram Works' },
    recordSet: [
      {
        '@type': 'cr:RecordSet',
        '@id': 'records/trips/2026.csv',
        name: 'trips/2026.csv',
        field: [
          {
            '@type': 'cr:Field',
            '@id': 'records/trips/2026.csv/from',
            name: 'from',
            dataType: 'sc:Text',
            source: {
              fileObject: { '@id': 'trips/2026.csv' },
              extract: { column: 'from' },
            },
          },
        ],
      },
    ],
  },
  model: {
    name: 'Tram arrivals',
    description: 'When the next tram comes.',
    keywords: ['time-series'],
    license: 'Apache-2.0',
    language: ['en'],
    library_name: 'transformers',
    pipeline_tag: 'tabular-regression',
    base_model: 'ibm-granite/granite-timeseries-ttm-r2',
    datasets: ['tram-works/trips'],
  },
  agent: {
    name: 'Tram guide',
    description: 'Plans a way through the city.',
    keywords: ['transport'],
    license: 'MIT',
    provider: { organization: 'Tram Works', url: 'https://tram.example' },
    supportedInterfaces: [
      {
        url: 'https://tram.example/a2a',
        protocolBinding: 'JSONRPC',
        protocolVersion: '1.0',
      },
    ],
    skills: [
      {
        id: 'plan',
        name: 'Plan a way',
        description: 'From one stop to another.',
        tags: ['transport'],
      },
    ],
  },
  algorithm: {
    name: 'Gradient descent',
    description: 'Trains a linear model.',
    keywords: ['training'],
    license: 'https://spdx.org/licenses/MIT',
    programmingLanguage: 'TypeScript',
  },
}

describe('toMetadata', () => {
  for (const [kind, description] of Object.entries(descriptions))
    test(`vector: specs/metadata/${kind}.json`, () => {
      const document = write(kind as Kind, description)
      expect(document).toEqual(example(kind))
      expect(parseMetadata(JSON.stringify(document))).toEqual(document)
      expect(summaryOf(document)).toEqual({
        name: description.name,
        description: description.description,
        keywords: description.keywords,
        license: kind === 'model' ? 'apache-2.0' : description.license,
      })
    })

  test('behavior: a name is enough', () => {
    for (const kind of Object.keys(descriptions) as Kind[])
      expect(
        summaryOf(write(kind, { name: 'x', description: undefined })),
      ).toEqual({
        name: 'x',
        description: '',
        keywords: [],
        license: null,
      })
  })

  test('behavior: the account is the creator of whose creator is not told', () => {
    expect(write('dataset', { name: 'x', creator: undefined })).toMatchObject({
      creator: {
        '@id': `did:pkh:eip155:724272:${publisher}`,
        name: publisher,
      },
    })
  })

  test('behavior: names of files are public only where records are told', () => {
    const { recordSet, ...rest } = descriptions.dataset
    expect(JSON.stringify(recordSet)).toContain('2026.csv')
    const text = JSON.stringify(write('dataset', rest as AssetDescription))
    expect(text).not.toContain('2026.csv')
    const told = JSON.stringify(write('dataset', descriptions.dataset))
    expect(told).toContain('2026.csv')
    expect(told).not.toContain('readme.txt')
  })

  test('behavior: thousands of files fit into one block', () => {
    const [manifest, , trips] = blobs
    const many = Array.from({ length: 30_000 }, (_, index) => ({
      cid: `b${index
        .toString(26)
        .replaceAll(/\d/g, (digit) => 'qrstuvwxyz'[+digit]!)
        .padStart(58, 'a')}`,
      size: 1,
      sha256: '0'.repeat(64),
      paths: [`file ${index}`],
    }))
    const all = [manifest!, ...many, trips!]
    const document = toMetadata({
      description: descriptions.dataset,
      sahara: { ...blockOf('dataset'), blobs: all.map(({ cid }) => cid) },
      blobs: all,
      publisher,
      chainId: 1,
      publishedAt: 0,
    })
    expect(JSON.stringify(document).length).toBeLessThan(2 * 1024 * 1024)
    expect(document.distribution).toMatchObject([
      { '@id': manifest!.cid },
      { '@id': trips!.cid },
      { '@type': 'cr:FileSet', containedIn: { '@id': manifest!.cid } },
      { '@id': 'trips/2026.csv', containedIn: { '@id': trips!.cid } },
    ])
  })

  test('behavior: a licence the Hub does not know is other', () => {
    expect(
      write('model', { name: 'x', license: 'LicenseRef-Own' }),
    ).toMatchObject({ license: 'other', license_name: 'LicenseRef-Own' })
    const url = 'https://example.org/licence'
    expect(write('model', { name: 'x', license: url })).toMatchObject({
      license: 'other',
      license_link: url,
    })
  })

  test('error: METADATA_INVALID', () => {
    const cases = [
      () => write('dataset', { name: '' }),
      () => write('dataset', { name: 'x', sahara: {} }),
      () => write('dataset', { name: 'x', distribution: [] }),
      () => write('agent', { name: 'x', skills: [{ id: 'no name' }] }),
    ]
    for (const write of cases) expect(codeOf(write)).toBe('METADATA_INVALID')
  })
})

describe('parseMetadata', () => {
  test('error: METADATA_INVALID', () => {
    const dataset = write('dataset', descriptions.dataset)
    const of = { assetId: dataset.sahara.assetId, version: 1 }
    expect(parseMetadata(dataset, of)).toEqual(dataset)
    const cases: [unknown, typeof of?][] = [
      ['{'],
      [Uint8Array.of(0xff)],
      [{}],
      [{ ...dataset, '@context': 'https://schema.org' }],
      [{ ...dataset, sahara: { ...dataset.sahara, kind: 'model', more: 1 } }],
      // A file of the distribution that is none of the version's blobs.
      [{ ...dataset, sahara: { ...dataset.sahara, blobs: [] } }],
      [dataset, { ...of, version: 2 }],
      [dataset, { ...of, assetId: `0x${'00'.repeat(32)}` }],
    ]
    for (const [value, expected] of cases)
      expect(codeOf(() => parseMetadata(value, expected))).toBe(
        'METADATA_INVALID',
      )
  })

  test('vector: specs/metadata/schema.json', () => {
    expect(z.toJSONSchema(metadataSchema)).toEqual(example('schema'))
  })
})

describe('encodingFormatOf', () => {
  test('default', () => {
    expect(encodingFormatOf('a/b.CSV')).toBe('text/csv')
    expect(encodingFormatOf('a.b/c')).toBe('application/octet-stream')
    expect(encodingFormatOf('x.constructor')).toBe('application/octet-stream')
  })
})

describe('fileIdOf', () => {
  property.prop([fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' })])(
    'behavior: no space, and no two paths with the same id',
    (one, other) => {
      expect(fileIdOf(one)).not.toMatch(/[\s:]/)
      expect(fileIdOf(one) === fileIdOf(other)).toBe(one === other)
    },
  )

  test('default', () => {
    expect(fileIdOf('data/2026.csv')).toBe('data/2026.csv')
    expect(fileIdOf('a b~c:d\u3000')).toBe('a~20b~7Ec~3Ad~E3~80~80')
  })
})

function codeOf(run: () => unknown): string | undefined {
  try {
    run()
  } catch (error) {
    if (SaharaError.isInstance(error)) return error.code
    throw error
  }
  return undefined
}

describe('toDescription', () => {
  test.each(['dataset', 'model', 'agent', 'algorithm'] as const)(
    'behavior: the next version of a %s says what this one said',
    (kind) => {
      const first = write(kind, descriptions[kind])
      const { recordSet: _, ...rest } = descriptions[kind]
      const again = write(kind, toDescription(first))
      expect(again).toEqual(write(kind, rest))
      expect(toDescription(again)).toEqual(toDescription(first))
    },
  )

  test.each(['MIT', 'LicenseRef-Mine', 'https://example.com/licence'])(
    'behavior: keeps the licence %s of a model',
    (license) => {
      const model = write('model', { name: 'Forecaster', license })
      expect(toDescription(model)).toMatchObject({ name: 'Forecaster' })
      expect(write('model', toDescription(model))).toEqual(model)
    },
  )
})
