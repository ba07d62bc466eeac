import { rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { checkSameBlocks } from '../invariants.ts'
import { heightOf } from '../rpc.ts'
import type { Row } from '../types.ts'
import { hold, until } from '../until.ts'

const rebuildMs = 120_000
const refuseMs = 60_000

/** Groups 7 and 8: one of the two folders of a node is gone. */
export const wipes: readonly Row[] = [
  {
    group: 7,
    name: 'wipe-geth',
    do: 'delete what geth has of one node',
    holds: "rebuilt from CometBFT's blocks to the same hashes, votes again",
    wiring: 'plain',
    seconds: 180,
    run: async (subject) => {
      const [, , victim] = subject.validators
      if (!victim) return ''
      const height = await subject.height()
      await victim.stop()
      await rm(join(victim.directory, 'geth/geth'), { recursive: true })
      const startedAt = performance.now()
      await victim.start()
      await until({
        what: `${victim.name} does not reach ${height} again`,
        withinMs: rebuildMs * subject.patience(),
        signal: subject.signal(),
        ask: async () => ((await heightOf(victim)) > height ? true : undefined),
      })
      const seconds = (performance.now() - startedAt) / 1_000
      await checkSameBlocks([victim, subject.follower], 1, height)
      return `${height} blocks rebuilt in ${seconds.toFixed(1)} s`
    },
  },
  ...(['data', 'blockstore.db', 'priv_validator_state.json'] as const).map(
    (what): Row => ({
      group: 8,
      name: `wipe-cometbft-${what.split('.')[0]}`,
      do: `delete ${what === 'data' ? 'the data of CometBFT' : `\`${what}\` of CometBFT`} of one node, keep geth's`,
      holds: 'it refuses with NODE_FOLDER_DAMAGED; with it back it goes on',
      wiring: 'plain',
      seconds: 90,
      run: async (subject) => {
        const [, , , victim] = subject.validators
        if (!victim) return ''
        await victim.stop()
        const path =
          what === 'data'
            ? join(victim.directory, 'cometbft/data')
            : join(victim.directory, 'cometbft/data', what)
        await rename(path, `${path}.kept`)
        await victim.start()
        const refusal = await until({
          what: `${victim.name} says nothing`,
          withinMs: refuseMs * subject.patience(),
          signal: subject.signal(),
          ask: () => victim.refusal(),
        })
        await victim.stop()
        await rm(path, { recursive: true, force: true })
        await rename(`${path}.kept`, path)
        await victim.start()
        hold(refusal.code === 'NODE_FOLDER_DAMAGED', `it says ${refusal.code}`)
        return `“${refusal.message}” ${refusal.hint ?? ''}`
      },
    }),
  ),
]
