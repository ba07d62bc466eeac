import { existsSync } from 'node:fs'
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { type Common, writeFileAtomic } from '@sahara/common'
import {
  type AssetId,
  developerMnemonic,
  developerRoles,
  offerIdOf,
} from '@sahara/protocol'
import {
  buyLicence,
  claim,
  createSaharaClient,
  distribute,
  inferRecordSets,
  openAsset,
  publish,
  type SaharaClient,
} from '@sahara/sdk'
import { createFileJournal } from '@sahara/sdk/node'
import {
  type BlobStore,
  createMemoryBlobStore,
  newContentKey,
} from '@sahara/vault'
import { createDiskBlobStore, nodeCrypto } from '@sahara/vault/node'
import { formatEther, type Hex, keccak256, parseEther, stringToHex } from 'viem'
import { type HDAccount, mnemonicToAccount } from 'viem/accounts'
import { monthlyWeather } from './monthlyWeather.ts'
import {
  readStarterFile,
  type StarterDataset,
  starterDatasets,
} from './starterDatasets.ts'

const datasetPriceWei = parseEther('5')
const derivePriceWei = parseEther('20')
const monthlyPriceWei = parseEther('8')
/** What a derivative made under the starter's derive offers owes: 10 %. */
const royalty = 1_000

/** Whether the catalogue was published to its end. */
export function isStarterPublished(folder: string): boolean {
  return existsSync(doneFile(folder))
}

type Market = {
  client: SaharaClient
  store: BlobStore
  ownerRecipient: string
  onStep: (text: string) => void
}

/**
 * Publishes the starter catalogue by walking the first sale with a local
 * chain's developer accounts: Alice publishes real datasets, Dave buys, opens
 * and verifies one, Bob derives from it and sells that too, and everyone is
 * paid. Every step has a name of its own, so that a start that was
 * interrupted goes on and nothing is paid twice.
 */
export async function publishStarterCatalogue(parameters: {
  common: Common
  /** Journal, blobs and the owners' age identity are kept here. */
  folder: string
  nodeUrl: string
  rpcUrl: string
  onStep: (text: string) => void
}): Promise<void> {
  const { common, folder, onStep } = parameters
  const market: Market = {
    client: createSaharaClient({
      ...parameters,
      clock: common.clock,
      journal: createFileJournal({ directory: join(folder, 'journal') }),
    }),
    store: createDiskBlobStore({ directory: join(folder, 'blobs') }),
    ownerRecipient: await ownerRecipient(join(folder, 'owner.age')),
    onStep,
  }
  const alice = developer('alice')
  const bob = developer('bob')
  const dave = developer('dave')

  const published: AssetId[] = []
  for (const dataset of starterDatasets) {
    onStep(`Alice publishes "${dataset.name}"`)
    const content = await readStarterFile(dataset.file)
    published.push(await publishFile(market, alice, { ...dataset, content }))
  }
  const [weather] = published
  if (!weather) return

  onStep(`Dave buys it for ${formatEther(datasetPriceWei)} SAHARA and opens it`)
  await buy(market, dave, offerOf(weather, 0), datasetPriceWei)
  await open(market, dave, weather)

  onStep(
    `Bob buys the right to derive for ${formatEther(derivePriceWei)} SAHARA`,
  )
  await buy(market, bob, offerOf(weather, 1), derivePriceWei)
  const daily = await open(market, bob, weather)
  onStep('Bob publishes the monthly means, and Dave buys and opens them')
  const monthly = await publishFile(
    market,
    bob,
    {
      file: 'seattle-weather-monthly.csv',
      name: 'Seattle weather, monthly means, 2012-2015',
      description:
        'Means of precipitation, temperatures and wind of each month, derived from the daily records.',
      keywords: ['weather', 'climate', 'time series'],
      licence: 'LicenseRef-US-Government-Work',
      content: new TextEncoder().encode(monthlyWeather(daily)),
    },
    weather,
  )
  await buy(market, dave, offerOf(monthly, 0), monthlyPriceWei)
  await open(market, dave, monthly)

  for (const assetId of [weather, monthly])
    await distribute(market.client, { account: dave, assetId })
  for (const [name, account, assetId] of [
    ['Alice', alice, weather],
    ['Bob', bob, monthly],
  ] as const) {
    const { claimedWei } = await claim(market.client, {
      account,
      assetIds: [assetId],
    })
    onStep(`${name} is paid ${formatEther(claimedWei)} SAHARA`)
  }
  await writeFileAtomic(doneFile(folder), '')
  await rm(join(folder, 'blobs'), { recursive: true, force: true })
}

async function publishFile(
  market: Market,
  account: HDAccount,
  asset: {
    file: string
    name: string
    description: string
    keywords: readonly string[]
    licence: string
    /** The publisher unless told. */
    creator?: StarterDataset['creator']
    content: Uint8Array
  },
  parent?: AssetId,
): Promise<AssetId> {
  const { client, store, ownerRecipient } = market
  const { file, content, licence, name, description, keywords, creator } = asset
  const files = [{ path: file, size: content.length, stream: () => [content] }]
  const { assetId } = await publish(client, {
    account,
    store,
    ownerRecipient,
    crypto: nodeCrypto,
    salt: nameHash(`publish ${file}`),
    kind: 'dataset',
    terms: licence,
    description: {
      name,
      description,
      keywords: [...keywords],
      license: licence,
      creator,
      recordSet: await inferRecordSets(files),
    },
    files,
    ...(parent === undefined
      ? {}
      : {
          parents: [
            {
              assetId: parent,
              offerId: offerOf(parent, 1),
              relation: 'DERIVED_FROM' as const,
            },
          ],
        }),
    offers: [
      {
        rights: ['download'],
        priceWei: parent === undefined ? datasetPriceWei : monthlyPriceWei,
        terms: licence,
      },
      {
        rights: ['download', 'derive'],
        priceWei: derivePriceWei,
        royalty,
        terms: licence,
      },
    ],
  })
  return assetId
}

async function buy(
  market: Market,
  account: HDAccount,
  offerId: Hex,
  maxPriceWei: bigint,
): Promise<void> {
  await buyLicence(market.client, {
    account,
    offerId,
    maxPriceWei,
    purchaseId: nameHash(`buy ${account.address} ${offerId}`),
  })
}

/** The first file of an asset, decrypted and verified. */
async function open(
  market: Market,
  account: HDAccount,
  assetId: AssetId,
): Promise<string> {
  const asset = await openAsset(market.client, {
    account,
    assetId,
    // Nothing of the publisher's: what is not fetched from the node is missing.
    store: createMemoryBlobStore(),
    crypto: nodeCrypto,
  })
  const decoder = new TextDecoder()
  let text = ''
  for (const file of asset.files.slice(0, 1))
    for await (const part of asset.read(file))
      text += decoder.decode(part, { stream: true })
  return text + decoder.decode()
}

function developer(name: 'alice' | 'bob' | 'dave'): HDAccount {
  return mnemonicToAccount(developerMnemonic, {
    addressIndex: developerRoles[name],
  })
}

function offerOf(assetId: AssetId, index: number): Hex {
  return offerIdOf({
    assetId,
    index,
  })
}

function doneFile(folder: string): string {
  return join(folder, 'done')
}

/** A step's own id, the same at every start. */
function nameHash(step: string): Hex {
  return keccak256(stringToHex(`sahara starter: ${step}`))
}

/** The owners of the starter catalogue open their assets with one age identity. */
async function ownerRecipient(file: string): Promise<string> {
  if (existsSync(file))
    return (await readFile(file, 'utf8')).split('\n')[1] ?? ''
  const { identity, recipient } = await newContentKey()
  await writeFileAtomic(file, `${identity}\n${recipient}\n`)
  return recipient
}
