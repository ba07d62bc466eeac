import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { addresses, offerIdOf } from '@sahara/protocol'
import { createFileJournal } from '@sahara/sdk/node'
import { bytesToHex, type Hex } from 'viem'
import { afterAll, describe, expect, test } from 'vitest'
import { setupMarket } from '../setupMarket.ts'

const folder = await mkdtemp(join(tmpdir(), 'sahara-line-'))
const market = await setupMarket()
afterAll(async () => {
  await market.close()
  await rm(folder, { recursive: true, force: true })
})
const bin = fileURLToPath(new URL('../../../cli/src/bin.ts', import.meta.url))

/** Runs the command as one person and returns the JSON it printed. */
async function sahara(
  who: 'alice' | 'dave',
  ...args: string[]
): Promise<Record<string, string>> {
  const { privateKey } = market.accounts[who].getHdKey()
  if (!privateKey) throw new TypeError('no key')
  const env = {
    ...process.env,
    NODE_COMPILE_CACHE: join(folder, 'compiled'),
    SAHARA_HOME: join(folder, `home-${who}`),
    SAHARA_PASSWORD: 'secret',
    SAHARA_PRIVATE_KEY: bytesToHex(privateKey),
    SAHARA_NODE_URL: market.nodeUrl,
    SAHARA_RPC_URL: market.rpcUrl,
  }
  const stdout = await new Promise<string>((resolve, reject) =>
    execFile(
      process.execPath,
      ['--conditions=source', bin, ...args, '--json'],
      { env },
      (error, out) => (error ? reject(error) : resolve(out)),
    ),
  )
  return JSON.parse(stdout)
}

// Each command is a process of its own.
describe('sahara', { timeout: 240_000 }, () => {
  test('default: publish, buy, get and claim from the shell', async () => {
    const source = join(folder, 'trips')
    await mkdir(join(source, 'data'), { recursive: true })
    await writeFile(join(source, 'data/trips.csv'), 'when,where\n')
    await sahara('alice', 'id', 'import', 'alice')
    const terms = ['--price', '2.5', '--terms', 'CC-BY-4.0']
    const { assetId } = await sahara('alice', ...['publish', source, ...terms])
    const offerId = offerIdOf({
      chainId: market.chainId,
      licences: addresses.licences,
      assetId: assetId as Hex,
      index: 0,
    })
    await sahara('dave', 'id', 'import', 'dave')
    const target = join(folder, 'copy')
    await expect(sahara('dave', 'get', assetId!, target)).rejects.toThrow(
      'KEEPER_ACCESS_DENIED',
    )
    const bought = await sahara('dave', 'buy', offerId, '--yes')
    expect(bought).toMatchObject({
      assetId,
      paidWei: '2500000000000000000',
      isEarlier: false,
    })
    // A crash after the money moved: the journal still names the purchase.
    const journal = createFileJournal({
      directory: join(folder, 'home-dave/journal'),
    })
    const key = `cli:buy:${market.accounts.dave.address}:${offerId}`
    await journal.set(key, bought.purchaseId!)
    expect(await sahara('dave', 'buy', offerId, '--yes')).toEqual({
      ...bought,
      isEarlier: true,
    })
    expect(await journal.get(key)).toBeUndefined()
    await sahara('dave', 'get', assetId!, target)
    expect(await readFile(join(target, 'data/trips.csv'), 'utf8')).toBe(
      'when,where\n',
    )
    expect(await sahara('alice', 'claim')).toMatchObject({
      claimedWei: '2437500000000000000',
    })
  })
})
