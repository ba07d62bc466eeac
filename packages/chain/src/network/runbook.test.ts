import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { validatorSetAbi } from '@sahara/protocol/abis'
import { canRunNetworks, findFreePorts } from '@sahara/test'
import { encodeFunctionData } from 'viem'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { signersOf, validatorsAt } from '../../test/faults/rpc.ts'
import { govern, heightOf, reach, setupNetwork } from '../../test/networks.ts'
import { portsPerNode } from '../validator/createMember.ts'
import type { RunningNode } from '../validator/startNode.ts'

const run = promisify(execFile)
const timeout = 1_200_000
const cli = fileURLToPath(new URL('../../../cli/src/bin.ts', import.meta.url))
const runbook = new URL('../../../../docs/chain.md', import.meta.url)

/** Blocks for which the new validator is away. */
const blocksAway = process.env.DEEP ? 150n : 10n

describe.skipIf(!(await canRunNetworks()))(
  'the runbook of docs/chain.md (needs npm run engines)',
  () => {
    let setup: Awaited<ReturnType<typeof setupNetwork>>
    let nodes: RunningNode[]
    let folder: string
    beforeAll(async () => {
      setup = await setupNetwork({ validators: 4, followers: 0 })
      nodes = (await setup.start()).nodes
      folder = await mkdtemp(join(tmpdir(), 'sahara-runbook-'))
    }, timeout)
    afterAll(async () => {
      await setup.remove()
      await rm(folder, { recursive: true, force: true })
    }, timeout)

    const command = (args: readonly string[]) =>
      ['--conditions=source', cli, '--json', ...args] as const

    async function sahara(...args: string[]) {
      const { stdout } = await run(process.execPath, command(args), {
        cwd: folder,
      })
      return JSON.parse(stdout)
    }

    /** `sahara chain start`, until it is told to stop. */
    async function start() {
      const child = spawn(
        process.execPath,
        command(['chain', 'start', './newcomer']),
        { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] },
      )
      const ended = once(child, 'exit')
      const [line] = await once(createInterface(child.stdout), 'line')
      const { rpc, consensus } = JSON.parse(String(line))
      return {
        node: { rpcUrl: String(rpc), consensusUrl: String(consensus) },
        stop: async () => {
          child.kill('SIGTERM')
          await ended
        },
      }
    }

    test(
      'default: a fifth node joins four, votes, is away, catches up and leaves',
      async () => {
        const [witness] = nodes as [RunningNode]
        // Steps 1 to 3: the address of a node, its genesis, and the command.
        const first = join(setup.directory, 'validator-1')
        const { identity } = await sahara('chain', 'status', first)
        await cp(join(first, 'genesis'), join(folder, 'genesis'), {
          recursive: true,
        })
        const text = await readFile(runbook, 'utf8')
        const written = /sahara (chain join \.\/newcomer .*)/.exec(text)?.[1]
        const port = String(await findFreePorts(portsPerNode))
        const words = written
          ?.replace("'sahara://…'", identity.peer)
          .replace('4700', port)
          .split(' ')
        const newcomer = await sahara(...words!)
        const { validator, x, y } = newcomer.identity

        // Steps 4 and 5: it follows.
        let running = await start()
        try {
          await reach(running.node, await heightOf(witness))
          expect(await sahara('chain', 'status', './newcomer')).toMatchObject({
            name: 'newcomer',
            power: '0',
          })

          // The DAO lets it vote.
          const { countsFrom: joinsAt } = await govern(
            witness,
            encodeFunctionData({
              abi: validatorSetAbi,
              functionName: 'setValidator',
              args: [BigInt(x), BigInt(y), 10n],
            }),
          )
          const pending = await sahara('chain', 'validators', './newcomer')
          expect(pending.pending).toEqual([
            {
              address: validator,
              power: '10',
              from: Number(joinsAt),
            },
          ])
          await reach(witness, joinsAt + 3n)
          expect(await validatorsAt(witness, joinsAt)).toContain(
            `${validator} 10`,
          )
          expect(await signersOf(witness, joinsAt + 2n)).toContain(validator)

          // Away, and back: the others go on without it.
          await running.stop()
          const left = await heightOf(witness)
          await reach(witness, left + blocksAway)
          expect(
            await signersOf(witness, left + blocksAway - 1n),
          ).not.toContain(validator)
          running = await start()
          const back = (await heightOf(witness)) + 2n
          await reach(running.node, back)
          await signs(witness, validator)
          const { validators } = await sahara(
            'chain',
            'validators',
            './newcomer',
          )
          expect(validators).toHaveLength(5)
          const one = validators.find(
            ({ address }: { address: string }) => address === validator,
          )
          expect(one.missed).toBeGreaterThanOrEqual(Number(blocksAway) - 2)

          // The DAO takes the vote away; the node follows.
          const { countsFrom: leavesAt } = await govern(
            witness,
            encodeFunctionData({
              abi: validatorSetAbi,
              functionName: 'removeValidator',
              args: [validator],
            }),
          )
          await reach(running.node, leavesAt + 2n)
          expect(await validatorsAt(witness, leavesAt)).toHaveLength(4)
        } finally {
          await running.stop()
        }
      },
      timeout,
    )
  },
)

/** Resolves when a validator's vote is on a new block. */
async function signs(witness: RunningNode, validator: string): Promise<void> {
  for (let height = await heightOf(witness); ; height++) {
    await reach(witness, height + 1n)
    if ((await signersOf(witness, height)).includes(validator)) return
  }
}
