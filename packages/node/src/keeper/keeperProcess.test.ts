import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { developerRoles } from '@sahara/protocol'
import {
  accountAt,
  dealKeys,
  type KeeperSetup,
  setupKeepers,
  startService,
} from '@sahara/test'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createKeyShareStore } from './createKeyShareStore.ts'

const alice = accountAt(developerRoles.alice)
let setup: KeeperSetup

beforeAll(async () => {
  setup = await setupKeepers()
})
afterAll(() => setup.close())

/** Runs the first keeper as a process of its own, until the test is over. */
async function asProcess<T>(
  work: (urls: { address: `0x${string}`; endpoint: string }) => Promise<T>,
): Promise<T> {
  const running = await startService('@sahara/node/keeper-bin', [
    ...['--data', join(setup.folder, 'one'), '--rpc', setup.chain.url],
    ...['--log-level', 'silent'],
  ])
  try {
    const { address, url } = running.ready
    return await work({
      address: address as `0x${string}`,
      endpoint: String(url),
    })
  } finally {
    await running.kill()
  }
}

// Processes start slowly where many tests run at once.
describe('the process of a keeper', { timeout: 120_000 }, () => {
  test('behavior: kill -9 loses nothing it signed for, and brings nothing back', async () => {
    const [first, ...rest] = setup.keepers
    await first!.close()
    const published = await dealKeys({
      publisher: alice.address,
      keepers: setup.keepers,
    })
    const dropped = await dealKeys({
      publisher: alice.address,
      keepers: setup.keepers,
      salt: published.salt,
    })
    const others = rest.map((keeper) => ({ ...keeper, endpoint: keeper.url }))
    const at = (one: { address: `0x${string}`; endpoint: string }) => ({
      keepers: [one, ...others],
    })
    // Each process is killed as soon as its last answer is there.
    const signed = await asProcess(async (one) => {
      const answers = await setup.deposit(alice, published, at(one))
      await setup.deposit(alice, dropped, at(one))
      return answers
    })
    await setup.publish(alice, published)
    const opened = await asProcess((one) =>
      setup.open(alice, published, at(one)),
    )
    expect(opened).toEqual({ key: published.key, liars: [], faults: [] })

    const store = createKeyShareStore(join(setup.folder, 'one', 'shares.db'))
    expect(store.get(signed[0]!)?.message.shareHash).toBe(signed[0]!.shareHash)
    const { assetId, version } = dropped.block
    const { commitment } = dropped
    expect(store.get({ assetId, version, commitment })).toBeUndefined()
    expect(store.pendingVersions()).toEqual([])
    store.close()
    await setup.restart(0)
    expect(await setup.open(alice, published)).toEqual(opened)
  })

  test('behavior: says when it is ready, and ends on SIGTERM', async () => {
    const child = spawn(
      process.execPath,
      [
        '--conditions=source',
        fileURLToPath(new URL('bin.ts', import.meta.url)),
        ...['--data', join(setup.folder, 'process'), '--rpc', setup.chain.url],
        ...['--stop-with-parent', '--log-level', 'silent'],
      ],
      { stdio: ['pipe', 'pipe', 'inherit'] },
    )
    const exited = once(child, 'exit')
    const [line] = await once(createInterface(child.stdout), 'line')
    const ready = JSON.parse(line)
    const info = await (await fetch(`${ready.url}/v1/info`)).json()
    expect(ready).toMatchObject({
      address: info.address,
      recipient: info.recipient,
    })
    await expect(
      setup.start('process', { register: false }),
    ).rejects.toMatchObject({ code: 'COMMON_FOLDER_IN_USE' })
    child.kill('SIGTERM')
    expect(await exited).toEqual([0, null])
  })
})
