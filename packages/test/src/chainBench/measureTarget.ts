import type { Engines } from '@sahara/chain'
import { folderBytes } from '../folderBytes.ts'
import { chainCall } from './chainCall.ts'
import type { LoadResult, RunLoadParameters } from './runLoad.ts'
import type { Generator } from './startGenerator.ts'
import { type Target, type TargetName, targets } from './targets.ts'
import { watchProcesses } from './watchProcesses.ts'
import { type Workload, type WorkloadName, workloads } from './workloads.ts'

/** What one chain did with one workload. */
export type TargetResult = {
  target: TargetName
  workload: WorkloadName
  senders: number
  /** Offered as much as it takes. */
  saturated: LoadResult & {
    cpuSecondsPer1000: number
    diskBytesPer1000: number
  }
  /** Offered half of what it took. */
  half: LoadResult
  peakMemoryBytes: number
  /** From kill -9 of all its processes to its next block. */
  recoverySeconds: number | undefined
}

/** Blocks that are sent ahead. */
const backlogBlocks = 2
const pollMs = 20

/** Measures a chain of its own with a load that was signed before. */
export async function measureTarget(parameters: {
  target: TargetName
  workload: WorkloadName
  senders: number
  generator: Generator
  engines: Engines
  folder: string
  genesisPath: string
  gasLimit: number
  seconds: number
  /** Transactions of this workload that fill a block. */
  perBlock: number
}): Promise<TargetResult> {
  const { workload, generator, folder, seconds, perBlock } = parameters
  const target: Target = await targets[parameters.target](parameters)
  try {
    const { prepare }: Workload = workloads[workload]
    await prepare?.(target.urls[0] ?? '')

    const backlog = backlogBlocks * perBlock
    const load = { urls: target.urls, seconds, backlog }
    const diskBefore = await folderBytes(folder)
    const saturated = await observe(target, generator, load)
    const disk = (await folderBytes(folder)) - diskBefore
    const half = await observe(target, generator, {
      ...load,
      seconds: seconds / 2,
      positions: saturated.result.positions,
      rate: saturated.result.transactionsPerSecond / 2,
      backlog: Number.MAX_SAFE_INTEGER,
    })
    const thousands = saturated.result.included / 1_000
    return {
      target: parameters.target,
      workload,
      senders: parameters.senders,
      saturated: {
        ...saturated.result,
        cpuSecondsPer1000: saturated.cpuSeconds / thousands,
        diskBytesPer1000: disk / thousands,
      },
      half: half.result,
      peakMemoryBytes: Math.max(saturated.peakBytes, half.peakBytes),
      recoverySeconds: await recover(target),
    }
  } finally {
    await target.close()
  }
}

async function observe(
  target: Target,
  generator: Generator,
  load: RunLoadParameters,
) {
  const pids = target.pids()
  const watch = watchProcesses(pids)
  // Until the last transaction is in a block, which the window does not wait for.
  const result = await generator.run(load, () => {})
  const usage = watch.stop()
  if (target.pids().join() !== pids.join())
    throw new TypeError('a process of the chain died under the load')
  return { ...usage, result }
}

async function recover(target: Target): Promise<number | undefined> {
  const [url] = target.urls
  if (!target.kill || url === undefined) return undefined
  const height = await heightOf(url)
  target.kill()
  const startedAt = performance.now()
  for (;;) {
    const now = await heightOf(url).catch(() => 0)
    if (now > height) return (performance.now() - startedAt) / 1_000
    await new Promise((resolve) => setTimeout(resolve, pollMs))
  }
}

async function heightOf(url: string): Promise<number> {
  return Number(await chainCall<string>(url, 'eth_blockNumber'))
}
