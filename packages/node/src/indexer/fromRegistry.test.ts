import { addresses } from '@sahara/protocol'
import { assetRegistryAbi } from '@sahara/protocol/abis'
import { encodeEventTopics, type Log } from 'viem'
import { expect, test } from 'vitest'
import { fromRegistry } from './fromRegistry.ts'
import type { FinalLog } from './statement.ts'

test('behavior: a lineage that a job proves says which', () => {
  const assetId = 0x5a4a_0000n
  const log = {
    address: addresses.assetRegistry,
    topics: encodeEventTopics({
      abi: assetRegistryAbi,
      eventName: 'LineageProven',
      args: { assetId, jobId: 12n },
    }),
    data: '0x',
    blockNumber: 1n,
    logIndex: 0,
  } as unknown as Log as FinalLog
  const [made, ...more] = fromRegistry(log, 0)
  expect(more).toEqual([])
  expect(made?.values).toEqual([`0x${'0'.repeat(56)}5a4a0000`, '12'])
  expect(made?.sql).toBe('update assets set job = $2 where id = $1')
})
