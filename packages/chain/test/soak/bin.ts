// `npm run soak:chain`: a network makes blocks as fast as it may under a steady
// load, and what its processes hold in memory and on disk is measured. Exit 1
// when one of them grows by more than a MiB a minute.
import { join } from 'node:path'
import { describeError, readArguments, systemClock } from '@sahara/common'
import { folderBytes } from '@sahara/test'
import { callRpc } from '../../src/network/callRpc.ts'
import type { RunningNode } from '../../src/validator/startNode.ts'
import { accountAt, walletClientOf } from '../fixtures.ts'
import { heightOf, setupNetwork } from '../networks.ts'
import { readMemory } from './readProcesses.ts'
import { type Sample, slopeOf } from './slopeOf.ts'

const mostGrowth = 1 // MiB a minute
const everyMs = 5_000

type Options = ReturnType<typeof readOptions>

try {
  await soak(readOptions())
} catch (error) {
  process.stderr.write(`${describeError(error)}\n`)
  process.exitCode = 1
}

function readOptions() {
  const values = readArguments(
    {
      minutes: { type: 'string', default: '30' },
      'warm-up': { type: 'string', default: '10' },
      validators: { type: 'string', default: '1' },
      rate: { type: 'string', default: '20' },
      json: { type: 'boolean', default: false },
    },
    'Give --minutes N, --warm-up N, --validators N, --rate N or --json.',
  )
  return {
    minutes: Number(values.minutes),
    /** Left out of the slope: caches fill up first. */
    warmUp: Number(values['warm-up']),
    validators: Number(values.validators),
    /** Transactions a second. */
    rate: Number(values.rate),
    isJson: values.json,
  }
}

async function soak(options: Options): Promise<void> {
  const setup = await setupNetwork({ ...options, followers: 0 })
  try {
    const { nodes } = await setup.start()
    const [node] = nodes
    if (!node) throw new TypeError('--validators takes 1 or more.')
    const folder = join(setup.directory, node.name)
    report(options, await measure(options, { node, nodes, folder }))
  } finally {
    await setup.remove()
  }
}

type Figures = Awaited<ReturnType<typeof measure>>

async function measure(
  { minutes, warmUp, rate }: Options,
  parts: { node: RunningNode; nodes: readonly RunningNode[]; folder: string },
) {
  const { node, nodes, folder } = parts
  const began = systemClock.now()
  const now = () => (systemClock.now() - began) / 60_000
  const memory = new Map<string, Sample[]>()
  const load = new AbortController()
  const sending = send(node, rate, load.signal)
  const first = { height: await heightOf(node), disk: await readDisk(folder) }
  while (now() < minutes) {
    await systemClock.sleep(everyMs)
    for (const [name, value] of await readNamed(nodes)) {
      const samples = memory.get(name) ?? []
      samples.push({ at: now(), value })
      memory.set(name, samples)
    }
    const height = await heightOf(node).catch(() => '…')
    process.stderr.write(
      `\r${now().toFixed(1)} of ${minutes} min, height ${height} `,
    )
  }
  process.stderr.write('\n')
  load.abort()
  const transactions = await sending
  const last = { height: await heightOf(node), disk: await readDisk(folder) }
  const blocks = Number(last.height - first.height)
  return {
    minutes: now(),
    blocks,
    transactions,
    secondsPerBlock: (now() * 60) / blocks,
    bytesPerBlock: {
      geth: (last.disk.geth - first.disk.geth) / blocks,
      cometbft: (last.disk.cometbft - first.disk.cometbft) / blocks,
    },
    processes: [...memory].map(([name, samples]) => {
      const steady = samples.filter(({ at }) => at >= warmUp)
      return {
        name,
        firstMiB: samples[0]?.value ?? 0,
        lastMiB: samples.at(-1)?.value ?? 0,
        growth: slopeOf(steady),
      }
    }),
  }
}

/** Memory by `node/process`. A restart would begin a process's line anew. */
async function readNamed(nodes: readonly RunningNode[]) {
  const pids = new Map<string, number>([['supervisor', process.pid]])
  for (const node of nodes)
    for (const [name, pid] of Object.entries(node.pids()))
      pids.set(`${node.name} ${name}`, pid)
  const memory = await readMemory([...pids.values()])
  return [...pids].flatMap(([name, pid]) => {
    const value = memory.get(pid)
    return value === undefined ? [] : [[name, value] as const]
  })
}

async function readDisk(folder: string) {
  return {
    geth: await folderBytes(join(folder, 'geth')),
    cometbft: await folderBytes(join(folder, 'cometbft')),
  }
}

/** A steady load of transfers until it is ended. @returns how many */
async function send(
  node: RunningNode,
  rate: number,
  ended: AbortSignal,
): Promise<number> {
  const sender = accountAt(3)
  const wallet = walletClientOf(node.rpcUrl, 3)
  const at = await callRpc(node.rpcUrl, 'eth_getTransactionCount', [
    sender.address,
    'latest',
  ])
  const firstNonce = Number(at)
  let nonce = firstNonce
  while (!ended.aborted) {
    try {
      for (let n = 0; n < rate; n++) {
        await wallet.sendTransaction({
          to: accountAt(4).address,
          value: 1n,
          nonce,
          gas: 21_000n,
          maxFeePerGas: 100_000_000_000n,
          maxPriorityFeePerGas: 1n,
        })
        nonce += 1
      }
    } catch {
      // A machine with much else to do answers late: whether it took that one
      // is asked for.
      const taken = await callRpc(node.rpcUrl, 'eth_getTransactionCount', [
        sender.address,
        'pending',
      ]).catch(() => nonce)
      nonce = Math.max(nonce, Number(taken))
    }
    await systemClock.sleep(1_000)
  }
  return nonce - firstNonce
}

function report({ isJson, warmUp }: Options, figures: Figures): void {
  const growing = figures.processes.filter(({ growth }) => growth > mostGrowth)
  process.exitCode = growing.length > 0 ? 1 : 0
  if (isJson) {
    process.stdout.write(`${JSON.stringify(figures)}\n`)
    return
  }
  const { geth, cometbft } = figures.bytesPerBlock
  process.stdout.write(
    `${figures.blocks} blocks in ${figures.minutes.toFixed(1)} min, one in ${figures.secondsPerBlock.toFixed(2)} s, with ${figures.transactions} transactions
disk per block: geth ${Math.round(geth)} bytes, CometBFT ${Math.round(cometbft)} bytes

| process | at first, MiB | at last, MiB | growth after ${warmUp} min, MiB a minute |
| --- | ---: | ---: | ---: |
${figures.processes
  .map(
    ({ name, firstMiB, lastMiB, growth }) =>
      `| ${name} | ${firstMiB.toFixed(0)} | ${lastMiB.toFixed(0)} | ${growth.toFixed(2)} |`,
  )
  .join('\n')}
`,
  )
}
