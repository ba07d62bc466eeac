import { execFile, spawnSync } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { localChainId, toMetadata } from '@sahara/protocol'
import { inferRecordSets, toLocalDataset } from '@sahara/sdk'
import {
  createMemoryBlobStore,
  newContentKey,
  openManifest,
  sealAsset,
} from '@sahara/vault'
import { nodeCrypto } from '@sahara/vault/node'
import { zeroAddress, zeroHash } from 'viem'
import { afterAll, describe, expect, test } from 'vitest'
import { readStarterFile, starterDatasets } from './starterDatasets.ts'

const python = process.env.SAHARA_TEST_PYTHON ?? 'python3'
const hasReader =
  spawnSync(python, ['-c', 'import mlcroissant'], { stdio: 'ignore' })
    .status === 0
const program = fileURLToPath(new URL('./readCroissant.py', import.meta.url))

const folder = await mkdtemp(join(tmpdir(), 'sahara-croissant-'))
afterAll(() => rm(folder, { recursive: true, force: true }))

type Read = {
  name: string
  license: string[]
  files: (string | null)[]
  fields: string[]
  errors: string[]
  warnings: string[]
  records: Record<string, { count: number; first: Record<string, string> }>
}

/** The document as published, and as `sahara get` writes it. */
async function readWithStockTools(
  dataset: (typeof starterDatasets)[number],
): Promise<{ published: Read; opened: Read; cids: string[] }> {
  const { file, licence, ...description } = dataset
  const content = await readStarterFile(file)
  const files = [{ path: file, size: content.length, stream: () => [content] }]
  const store = createMemoryBlobStore()
  const contentKey = await newContentKey()
  const sealed = await sealAsset({
    store,
    files,
    contentKey,
    crypto: nodeCrypto,
  })
  const metadata = toMetadata({
    description: {
      ...description,
      license: licence,
      recordSet: await inferRecordSets(files),
    },
    blobs: sealed.blobs,
    publisher: zeroAddress,
    chainId: localChainId,
    publishedAt: Date.UTC(2026, 0, 2),
    sahara: {
      schema: 1,
      kind: 'dataset',
      assetId: zeroHash,
      version: 1,
      manifest: sealed.manifestCid,
      blobs: sealed.blobs.map(({ cid }) => cid),
      size: sealed.size,
      files: sealed.files,
      threshold: 2,
      keyCommitment: zeroHash,
      keyShares: [{ index: 1, keeper: zeroAddress, epoch: 1, hash: zeroHash }],
      ownerKey: '',
      terms: licence,
      parents: [],
    },
  })
  const manifest = await openManifest({
    store,
    manifestCid: sealed.manifestCid,
    identity: contentKey.identity,
  })
  const target = join(folder, `copy of ${file}`)
  await mkdir(target)
  await writeFile(join(target, file), content)
  const published = join(folder, `${file}.published.json`)
  const opened = `${target}.croissant.json`
  await writeFile(published, JSON.stringify(metadata))
  await writeFile(
    opened,
    JSON.stringify(
      toLocalDataset({
        metadata,
        files: manifest.files,
        folder: `copy of ${file}`,
      }),
    ),
  )
  const { stdout } = await promisify(execFile)(python, [
    program,
    published,
    opened,
  ])
  const [first, second] = JSON.parse(stdout) as [Read, Read]
  return {
    published: first,
    opened: second,
    cids: metadata.sahara.blobs,
  }
}

describe.skipIf(!hasReader)(
  'mlcroissant (needs `pip install mlcroissant`; SAHARA_TEST_PYTHON names the Python)',
  () => {
    const expected = {
      'seattle-weather.csv': {
        count: 1461,
        first: { date: '2012-01-01 00:00:00', temp_max: '12.8' },
      },
      'penguins.json': {
        count: 344,
        first: { 'Beak_Length_(mm)': '39.1', Sex: "b'MALE'" },
      },
      // GeoJSON is no plain table.
      'earthquakes.json': undefined,
    }
    for (const dataset of starterDatasets)
      test(`behavior: reads ${dataset.file}, published and opened`, async () => {
        const { published, opened, cids } = await readWithStockTools(dataset)
        const table = expected[dataset.file]
        expect(published).toMatchObject({
          name: dataset.name,
          license: [dataset.licence],
          errors: [],
        })
        expect(published.files).toEqual([
          ...cids.map((cid) => `ipfs://${cid}`),
          ...(table ? [null] : []),
        ])
        expect(published.warnings).toEqual([
          expect.stringContaining('croissant/citeAs" is recommended'),
        ])
        const id = `records/${dataset.file}`
        const first = Object.fromEntries(
          Object.entries(table?.first ?? {}).map(([name, value]) => [
            `${id}/${name}`,
            value,
          ]),
        )
        expect(opened.errors).toEqual([])
        expect(opened.records).toMatchObject(
          table ? { [id]: { count: table.count, first } } : {},
        )
      })
  },
)
