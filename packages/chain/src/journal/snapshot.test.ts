import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { temporaryFolder } from '../../test/fixtures.ts'
import { type Anvil, spawnAnvil } from '../anvil/spawnAnvil.ts'
import { hasSnapshot, writeSnapshot } from './snapshot.ts'

type Block = { hash: string; number: string; timestamp: string }

let folder: Awaited<ReturnType<typeof temporaryFolder>>
beforeEach(async () => {
  folder = await temporaryFolder()
})
afterEach(() => folder.remove())

function spawn(from: Parameters<typeof spawnAnvil>[0]['from']): Promise<Anvil> {
  return spawnAnvil({
    chainId: 724272,
    gasLimit: 120_000_000,
    hardfork: 'osaka',
    from,
    cacheFolder: join(folder.path, 'cache'),
    childFolder: join(folder.path, 'children'),
    callTimeoutMs: 60_000,
  })
}

async function blockOf(anvil: Anvil, tag: string): Promise<Block> {
  return (await anvil.rpc.call('eth_getBlockByNumber', [tag, false])) as Block
}

describe('writeSnapshot', () => {
  test('behavior: generations of snapshots keep one genesis block', async () => {
    const { path, genesisPath } = folder
    await mkdir(join(path, 'children'))
    await mkdir(join(path, 'snapshots'))
    let anvil = await spawn({ genesis: genesisPath })
    try {
      const genesis = await blockOf(anvil, '0x0')
      for (let generation = 1; generation <= 3; generation++) {
        const time = Number(genesis.timestamp) + generation * 1_000
        await anvil.rpc.call('evm_mine', [time])
        const dump = String(await anvil.rpc.call('anvil_dumpState'))
        await anvil.stop()
        const snapshots = join(path, 'snapshots')
        const snapshot = await writeSnapshot(snapshots, generation, dump)
        expect(await hasSnapshot(snapshots, generation)).toBe(true)
        const { blocks } = JSON.parse(await readFile(snapshot, 'utf8')) as {
          blocks: { header: Block }[]
        }
        expect(
          blocks.map(({ header }) => Number(header.number)).sort(),
        ).toEqual(Array.from({ length: generation + 1 }, (_, n) => n))
        anvil = await spawn({ snapshot, timestamp: time })
        expect((await blockOf(anvil, '0x0')).hash).toBe(genesis.hash)
        expect(Number((await blockOf(anvil, 'latest')).number)).toBe(generation)
      }
    } finally {
      await anvil.stop()
    }
  })
})
